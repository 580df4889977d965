-- What keeps the heap from being trimmed: the highest chunks that are not free, with the call that put them there. Parameters: pid (all).
SELECT
    pid, rank, chunk, size, requested, state, step, time, thread,
    coalesce(
        (SELECT e.caller FROM event_malloc e WHERE e.step = p.step), (SELECT e.caller FROM event_calloc e WHERE e.step = p.step),
        (SELECT e.caller FROM event_realloc e WHERE e.step = p.step), (SELECT e.caller FROM event_memalign e WHERE e.step = p.step)
    ) AS caller,
    above, freed
FROM heap_pin p
WHERE rank <= 10 AND (:pid IS NULL OR pid = :pid)
ORDER BY pid, rank
