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
        lag(iif(op <= {heap.op.from_mmap} OR op = {heap.op.from_group}, requested IS NOT NULL, op = {heap.op.resize}), 1, 0)
            OVER (PARTITION BY pid, chunk ORDER BY step, seq) AS was_in_use
    FROM heap
    WHERE op BETWEEN {heap.op.from_tcache} AND {heap.op.to_mmap} OR op IN ({heap.op.merge}, {heap.op.resize}, {heap.op.from_group}, {heap.op.to_group})
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
WHERE op <= {heap.op.from_mmap} OR op IN ({heap.op.resize}, {heap.op.from_group});

-- What keeps the main arena from being trimmed, at the end of the run: its chunks that are in use or cached (in a tcache or
-- fastbin, which count as in use when neighbours merge), the highest first. Only memory above the highest can be given back.
-- Of a forked child, what it has called itself: `show RUN heap_pins PID` knows its parent's chunks too.
-- @pid pid
-- @rank 1: the highest
-- @chunk address of the chunk header
-- @size bytes of the chunk
-- @requested bytes asked for; NULL: it is cached
-- @state in use, tcache or fastbin
-- @step the step that put it there
-- @time nanoseconds
-- @thread the thread that called
-- @above bytes from its end to the program break
-- @freed bytes from the next lower such chunk's end to the break: free, if this one and those above it were
CREATE VIEW heap_pin AS
WITH program AS (
    SELECT pid, max(step) AS first FROM process WHERE op IN ({process.op.start}, {process.op.fork}, {process.op.exec}) GROUP BY pid
),
told AS (
    SELECT h.pid, h.chunk, h.op, h.size, h.requested, h.step, max(h.step * 4294967296 + h.seq) AS at
    FROM heap h
    LEFT JOIN program p ON p.pid = h.pid
    WHERE h.arena = 0 AND h.step >= coalesce(p.first, 0)
    GROUP BY h.pid, h.chunk
),
state AS (
    SELECT pid, brk, max(step) AS step FROM heap_state GROUP BY pid
)
SELECT
    t.pid,
    row_number() OVER higher AS rank,
    printf('0x%x', t.chunk) AS chunk,
    t.size,
    t.requested,
    CASE t.op WHEN {heap.op.to_tcache} THEN 'tcache' WHEN {heap.op.to_fastbin} THEN 'fastbin' ELSE 'in use' END AS state,
    t.step,
    (SELECT e.time FROM event e WHERE e.step = t.step LIMIT 1) AS time,
    (SELECT e.task FROM event e WHERE e.step = t.step LIMIT 1) AS thread,
    s.brk - t.chunk - t.size AS above,
    s.brk - lead(t.chunk + t.size) OVER higher AS freed
FROM told t
JOIN state s ON s.pid = t.pid
WHERE t.chunk < s.brk
    AND (t.op <= {heap.op.from_top} OR t.op IN ({heap.op.resize}, {heap.op.to_tcache}, {heap.op.to_fastbin}))
WINDOW higher AS (PARTITION BY t.pid ORDER BY t.chunk DESC);

-- How each row of heap changed the free bytes at its address: free chunks come, go, grow and shrink. Sums of `after - before` by size
-- are what the bins hold. Of a forked child, what changed since the fork.
-- @step number of the event
-- @seq place in the step
-- @pid pid
-- @before bytes of the free chunk that began there before; 0: none did
-- @after bytes of the free chunk that begins there now; 0: none does
CREATE VIEW heap_free_change AS
WITH program AS (
    SELECT pid, step AS first, lead(step, 1, 9223372036854775807) OVER (PARTITION BY pid ORDER BY step) AS next
    FROM process
    WHERE op IN ({process.op.start}, {process.op.fork}, {process.op.exec})
),
told AS (
    SELECT
        h.step, h.seq, h.pid, h.chunk, p.first,
        iif(
            h.op IN (
                {heap.op.to_tcache}, {heap.op.to_fastbin}, {heap.op.to_unsorted}, {heap.op.split}, {heap.op.sort_to_smallbin},
                {heap.op.sort_to_largebin}),
            h.size, 0) AS after
    FROM heap h
    LEFT JOIN program p ON p.pid = h.pid AND h.step >= p.first AND h.step < p.next
    WHERE h.op NOT IN ({heap.op.fail}, {heap.op.free_heap}, {heap.op.new_group}, {heap.op.free_group})
)
SELECT
    step,
    seq,
    pid,
    lag(after, 1, 0) OVER (PARTITION BY pid, first, chunk ORDER BY step, seq) AS before,
    after
FROM told;
