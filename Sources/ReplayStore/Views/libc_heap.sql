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

-- Each chunk that malloc handed out, to its freeing. A realloc in place goes on with the same row; one that moves ends it
-- and begins another.
-- @pid pid
-- @chunk address of the chunk header
-- @size bytes of the chunk, as it was handed out
-- @requested bytes asked for then
-- @step the step that handed it out
-- @freed_step the step that gave it back; NULL: never
-- @lifetime nanoseconds from the one to the other
CREATE VIEW malloc_life AS
WITH told AS (
    -- A freed chunk that joins the one before it leaves a row of its own only as merged.
    SELECT
        op, pid, chunk, size, requested, step, seq,
        lag(iif(op <= {heap.op.from_mmap}, requested IS NOT NULL, op = {heap.op.resize}), 1, 0)
            OVER (PARTITION BY pid, chunk ORDER BY step, seq) AS was_in_use
    FROM heap
    WHERE op BETWEEN {heap.op.from_tcache} AND {heap.op.to_mmap} OR op IN ({heap.op.merge}, {heap.op.resize})
),
turns AS (
    -- A chunk taken without a request is cut first (memalign): what remains is told as resized.
    SELECT
        op, pid, chunk, size, requested, step,
        lead(step) OVER (PARTITION BY pid, chunk ORDER BY step, seq) AS freed_step
    FROM told
    WHERE NOT (op = {heap.op.resize} AND was_in_use) AND NOT (op <= {heap.op.from_mmap} AND requested IS NULL)
)
SELECT
    pid,
    printf('0x%x', chunk) AS chunk,
    size,
    requested,
    step,
    freed_step,
    (SELECT e.time FROM event e WHERE e.step = h.freed_step LIMIT 1)
        - (SELECT e.time FROM event e WHERE e.step = h.step LIMIT 1) AS lifetime
FROM turns h
WHERE op <= {heap.op.from_mmap} OR op = {heap.op.resize};
