-- What keeps the heap from being trimmed: the highest chunks that are not free, with the step that put them there. Parameters: pid (all).
SELECT pid, rank, chunk, size, requested, state, step, time, above, freed
FROM heap_pin
WHERE rank <= 10 AND (:pid IS NULL OR pid = :pid)
ORDER BY pid, rank
