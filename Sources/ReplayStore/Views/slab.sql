-- Each slab cache as it was when the run ended.
-- @cache the cache's name
-- @cache_id its number
-- @active_objs objects allocated
-- @num_objs objects in all slabs
-- @objsize bytes from one object to the next
-- @objperslab objects per slab
-- @pagesperslab pages per slab
-- @active_slabs slabs not empty
-- @num_slabs all slabs
-- @requested bytes asked for by live objects
-- @given bytes of live objects
-- @held bytes of all slabs' pages
-- @step the step that last changed it; NULL: never used
CREATE VIEW cache_at_end AS
SELECT
    n.text AS cache,
    c.cache AS cache_id,
    coalesce(s.active_objs, 0) AS active_objs,
    coalesce(s.num_objs, 0) AS num_objs,
    c.size AS objsize,
    c.objects_per_slab AS objperslab,
    1 << c.ord AS pagesperslab,
    coalesce(s.active_slabs, 0) AS active_slabs,
    coalesce(s.num_slabs, 0) AS num_slabs,
    coalesce(s.requested, 0) AS requested,
    coalesce(s.active_objs, 0) * c.object_size AS given,
    (coalesce(s.num_slabs, 0) << c.ord) * 4096 AS held,
    s.step
FROM cache c
JOIN name n ON n.id = c.name
LEFT JOIN (
    SELECT cache, active_objs, num_objs, active_slabs, num_slabs, requested, max(step) AS step
    FROM cache_state GROUP BY cache
) s ON s.cache = c.cache
WHERE c.op = {cache.op.create}
    AND NOT EXISTS (SELECT 1 FROM cache d WHERE d.cache = c.cache AND d.op = {cache.op.destroy});

-- Each slab object and large kmalloc with the step that freed it, in numbers: what object_life and slab_use are made of.
-- @cache number of the cache; NULL: large kmalloc
-- @address the object
-- @requested bytes asked for
-- @given bytes given
-- @caller number of the call site's name; NULL: unknown
-- @cpu processor that allocated it
-- @step the step that allocated it
-- @freed_step the step that freed it; NULL: never
-- @freed_cpu processor that freed it
-- @freed_caller number of the name of who freed it
CREATE VIEW object_turn AS
SELECT cache, address, requested, given, caller, cpu, step, freed_step, freed_cpu, freed_caller
FROM (
    SELECT
        op, cache, address, requested, given, caller, cpu, step,
        lead(step) OVER life AS freed_step, lead(cpu) OVER life AS freed_cpu, lead(caller) OVER life AS freed_caller
    FROM object
    WHERE op IN ({object.op.allocate}, {object.op.free})
    WINDOW life AS (PARTITION BY address ORDER BY step, seq)
)
WHERE op = {object.op.allocate};

-- Each slab object and large kmalloc from its allocation to its freeing.
-- @cache the cache's name; NULL for a large kmalloc
-- @address the object
-- @requested bytes asked for
-- @given bytes given
-- @caller who allocated it
-- @cpu processor that allocated it
-- @step the step that allocated it
-- @freed_step the step that freed it; NULL: never
-- @freed_cpu processor that freed it
-- @freed_caller who freed it
-- @lifetime nanoseconds from the one to the other
CREATE VIEW object_life AS
SELECT
    (SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = o.cache ORDER BY c.step, c.seq LIMIT 1) AS cache,
    printf('0x%x', address) AS address,
    requested,
    given,
    (SELECT n.text FROM name n WHERE n.id = o.caller) AS caller,
    cpu,
    step,
    freed_step,
    freed_cpu,
    (SELECT n.text FROM name n WHERE n.id = o.freed_caller) AS freed_caller,
    (SELECT e.time FROM event e WHERE e.step = o.freed_step LIMIT 1)
        - (SELECT e.time FROM event e WHERE e.step = o.step LIMIT 1) AS lifetime
FROM object_turn o;

-- Slab objects and large kmallocs that were never freed, with who allocated them.
-- @cache the cache's name; NULL for a large kmalloc
-- @address the object
-- @requested bytes asked for
-- @given bytes given
-- @caller who allocated it
-- @step the step that allocated it
CREATE VIEW leak AS
SELECT cache, address, requested, given, caller, step FROM object_life WHERE freed_step IS NULL;

-- Call sites of kmalloc and kmem_cache_alloc: what they asked for, what it cost, and what of it is left when the run ends.
-- @caller the call site; NULL: unknown
-- @objects objects allocated
-- @requested bytes asked for
-- @given bytes given
-- @wasted bytes given and not asked for: internal fragmentation
-- @wasted_permille the same, in thousandths of the bytes given
-- @freed_elsewhere objects freed on another CPU than they were allocated on
-- @live_objects objects never freed
-- @live_given bytes given to them
-- @live_held bytes of slab pages that they hold: each its share of a slab
-- @oldest_age nanoseconds from the oldest live object's allocation to the end; NULL: none lives
CREATE VIEW call_site AS
SELECT
    (SELECT n.text FROM name n WHERE n.id = l.caller) AS caller,
    sum(l.objects) AS objects,
    sum(l.requested) AS requested,
    sum(l.given) AS given,
    sum(l.given - l.requested) AS wasted,
    iif(sum(l.given) > 0, sum(l.given - l.requested) * 1000 / sum(l.given), 0) AS wasted_permille,
    sum(l.freed_elsewhere) AS freed_elsewhere,
    sum(l.live_objects) AS live_objects,
    sum(l.live_given) AS live_given,
    sum(l.live_held) AS live_held,
    max(l.oldest_age) AS oldest_age
FROM slab_use l
GROUP BY l.caller;

-- Slab objects by cache and call site: the sums behind call_site and the query @slab_use.
-- @cache number of the cache; NULL: large kmalloc
-- @caller number of the call site's name; NULL: unknown
-- @objects objects allocated
-- @requested bytes asked for
-- @given bytes given
-- @freed_elsewhere objects freed on another CPU than they were allocated on
-- @live_objects objects never freed
-- @live_given bytes given to them
-- @live_held bytes of slab pages that they hold: each its share of a slab
-- @oldest_age nanoseconds from the oldest live object's allocation to the end; NULL: none lives
CREATE VIEW slab_use AS
SELECT
    cache,
    caller,
    objects,
    requested,
    given,
    freed_elsewhere,
    live_objects,
    live_given,
    coalesce(
        (
            -- SLOB's caches have no slabs of their own.
            SELECT iif(c.objects_per_slab = 0, live_given, live_objects * ((4096 << c.ord) / max(c.objects_per_slab, 1)))
            FROM cache c WHERE c.cache = s.cache ORDER BY c.step, c.seq LIMIT 1
        ),
        live_given) AS live_held,
    (SELECT e.time FROM event e WHERE e.step = (SELECT max(step) FROM event))
        - (SELECT e.time FROM event e WHERE e.step = oldest_step) AS oldest_age
FROM (
    SELECT
        cache,
        caller,
        count(*) AS objects,
        sum(requested) AS requested,
        sum(given) AS given,
        sum(freed_cpu IS NOT NULL AND freed_cpu <> cpu) AS freed_elsewhere,
        sum(freed_step IS NULL) AS live_objects,
        sum(iif(freed_step IS NULL, given, 0)) AS live_given,
        min(iif(freed_step IS NULL, step, NULL)) AS oldest_step
    FROM object_turn
    GROUP BY cache, caller
) s;

-- Each allocation and freeing of a slab object or large kmalloc with the allocation that it belongs to, as perf kmem counts them.
-- @step the step
-- @address the object
-- @allocates 1: an allocation; 0: a freeing
-- @caller the call site that allocated it
-- @requested bytes asked for; 0 for a freeing
-- @given bytes given; 0 for a freeing
-- @freed bytes that a freeing gives back; 0 for an allocation
-- @ping_pong 1: freed on another CPU than it was allocated on, or freed again without an allocation that was seen
CREATE VIEW slab_call AS
SELECT step, address, allocates, (SELECT n.text FROM name n WHERE n.id = site) AS caller, requested, given, freed, ping_pong
FROM (
    SELECT
        step,
        address,
        allocates,
        first_value(caller) OVER life AS site,
        requested,
        given,
        iif(allocates, 0, first_value(given) OVER life) AS freed,
        NOT allocates AND (row_number() OVER life > 2 OR cpu <> first_value(cpu) OVER life) AS ping_pong
    FROM (
        SELECT *, sum(allocates) OVER (PARTITION BY address ORDER BY step, seq) AS generation
        FROM (
            SELECT
                step, seq, address, op = {object.op.allocate} AS allocates, caller, cpu,
                iif(op = {object.op.allocate}, requested, 0) AS requested, iif(op = {object.op.allocate}, given, 0) AS given
            FROM object
            WHERE op IN ({object.op.allocate}, {object.op.free})
            UNION ALL
            SELECT a.step, a.seq, a.value, 0, NULL, (SELECT e.cpu FROM event e WHERE e.step = a.step), 0, 0
            FROM anomaly a
            WHERE a.kind = (SELECT id FROM name WHERE text = 'recording.free_of_unseen_object')
        )
    )
    WHERE generation > 0
    WINDOW life AS (PARTITION BY address, generation ORDER BY step, seq)
);
