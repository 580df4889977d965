-- Who uses which slab cache: requested, given and held bytes, live objects and their age, frees on another CPU. Parameters: limit (20).
SELECT
    coalesce(
        (SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = u.cache ORDER BY c.step, c.seq LIMIT 1),
        'large kmalloc') AS cache,
    (SELECT n.text FROM name n WHERE n.id = u.caller) AS caller,
    objects, requested, given, live_objects, live_given, live_held, oldest_age, freed_elsewhere
FROM slab_use u
ORDER BY live_held DESC, given DESC, cache, caller
LIMIT coalesce(:limit, 20)
