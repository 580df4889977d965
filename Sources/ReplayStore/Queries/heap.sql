-- The C library's heap against RSS over time, in bytes. Parameters: pid (all).
SELECT step, time, pid, requested, in_use, free, top, mmapped, held, rss
FROM heap_history
WHERE :pid IS NULL OR pid = :pid
ORDER BY step, pid
