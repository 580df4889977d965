-- The C library's heaps over time against what the process has resident. Bytes.
-- @step number of the event
-- @time nanoseconds
-- @pid pid
-- @requested bytes asked for by live allocations
-- @in_use bytes of chunks in use
-- @free bytes free in bins, tcache and fastbins
-- @top bytes of top chunks
-- @mmapped bytes of mmapped chunks
-- @held bytes the library holds: arenas and mmapped chunks
-- @rss memory of the process resident at that step
CREATE VIEW heap_history AS
SELECT
    h.step,
    (SELECT e.time FROM event e WHERE e.step = h.step LIMIT 1) AS time,
    h.pid,
    h.requested,
    h.in_use,
    h.free,
    h.top,
    h.mmapped,
    h.arena + h.mmapped AS held,
    (SELECT s.rss * 4096 FROM process_state s WHERE s.pid = h.pid AND s.step <= h.step ORDER BY s.step DESC LIMIT 1) AS rss
FROM heap_state h;

-- Each chunk that malloc handed out, to its freeing. A realloc that moves ends one and begins another.
-- @pid pid
-- @chunk address of the chunk header
-- @size bytes of the chunk
-- @requested bytes asked for
-- @step the step that handed it out
-- @freed_step the step that gave it back; NULL: never
-- @lifetime nanoseconds from the one to the other
CREATE VIEW malloc_life AS
SELECT
    pid,
    printf('0x%x', chunk) AS chunk,
    size,
    requested,
    step,
    freed_step,
    (SELECT e.time FROM event e WHERE e.step = h.freed_step LIMIT 1)
        - (SELECT e.time FROM event e WHERE e.step = h.step LIMIT 1) AS lifetime
FROM (
    SELECT op, pid, chunk, size, requested, step, lead(step) OVER (PARTITION BY pid, chunk ORDER BY step, seq) AS freed_step
    FROM heap
    WHERE op BETWEEN {heap.op.from_tcache} AND {heap.op.to_mmap}
) h
WHERE op BETWEEN {heap.op.from_tcache} AND {heap.op.from_mmap};
