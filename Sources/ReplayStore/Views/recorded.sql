-- How far the model chose what the recording says the real system chose: one row for each kind of choice and scope. In placement
-- recorded, where nothing is chosen, a page counts as equal when it was found free, and as different when it was not.
-- Where mappings lie depends on all that a program maps, its libraries too, and on address randomisation: a thread's heap is compared
-- by the places in it, and a chunk with a mapping of its own by its place in the page.
-- @kind page, object, vmalloc or heap
-- @scope page: zone and order; object: cache; vmalloc: what it maps; heap: process, its threads' heaps and its mapped chunks apart
-- @compared choices that the recording names too
-- @equal those in which both agree
-- @different those in which they do not
-- @first_step the first step in which they do not; NULL: they always agree
CREATE VIEW placement_check AS
SELECT
    'page' AS kind,
    coalesce((SELECT z.name FROM zone z WHERE z.id = p.zone), p.zone) || ' order ' || p.ord AS scope,
    sum(p.op = {page.op.allocate}) AS compared,
    sum(p.op = {page.op.allocate}) - sum(p.op = {page.op.repair} OR p.pfn <> p.recorded_pfn) AS equal,
    sum(p.op = {page.op.repair} OR p.pfn <> p.recorded_pfn) AS different,
    min(iif(p.op = {page.op.repair} OR p.pfn <> p.recorded_pfn, p.step, NULL)) AS first_step
FROM page p
-- A recorded frame that was not free is made so by a repair first.
WHERE (p.op = {page.op.allocate} AND p.recorded_pfn IS NOT NULL) OR (p.op = {page.op.repair} AND p.owner = {page.owner.free})
GROUP BY p.zone, p.ord
UNION ALL
SELECT
    'object',
    coalesce((SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = o.cache ORDER BY c.step, c.seq LIMIT 1),
        'large kmalloc'),
    count(*),
    sum(coalesce(o.predicted, o.address) = o.recorded),
    sum(coalesce(o.predicted, o.address) <> o.recorded),
    min(iif(coalesce(o.predicted, o.address) <> o.recorded, o.step, NULL))
FROM object o
-- Where SLUB predicts recorded objects, they stand where the recording says; the model's own choice is `predicted`.
WHERE o.op = {object.op.allocate} AND o.recorded IS NOT NULL
GROUP BY o.cache
UNION ALL
SELECT
    'vmalloc',
    (SELECT c.word FROM code c WHERE c.table_name = 'area' AND c.column_name = 'kind' AND c.code = a.kind),
    count(*),
    sum(coalesce(a.predicted, a.start) = a.recorded),
    sum(coalesce(a.predicted, a.start) <> a.recorded),
    min(iif(coalesce(a.predicted, a.start) <> a.recorded, a.step, NULL))
FROM area a
-- A recorded area stands where the recording says; the model's own choice is `predicted`.
WHERE a.op = {area.op.allocate} AND a.recorded IS NOT NULL AND (a.kind <> {area.kind.recorded} OR a.predicted IS NOT NULL)
GROUP BY a.kind
UNION ALL
SELECT
    'heap',
    'pid ' || h.pid || h.part,
    count(*),
    sum(h.equal),
    sum(NOT h.equal),
    min(iif(h.equal, NULL, h.step))
FROM (
    SELECT
        c.step, c.pid, c.part,
        -- A thread's heap begins at a multiple of its largest size (HEAP_MAX_SIZE, malloc/arena.c).
        CASE c.part
            WHEN ' thread heaps' THEN
                c.user & iif(c.word = 8, 67108863, 1048575) = c.recorded & iif(c.word = 8, 67108863, 1048575)
            WHEN ' mapped chunks' THEN c.user & 4095 = c.recorded & 4095
            ELSE c.user = c.recorded
        END AS equal
    FROM (
        -- A realloc may take a chunk only to merge it with the old one: the last row of a step is the call's result.
        SELECT
            step, pid, max(seq) AS seq, recorded,
            (SELECT value FROM run WHERE key = 'pointer_size') AS word,
            iif(op = {heap.op.fail}, 0, chunk + 2 * (SELECT value FROM run WHERE key = 'pointer_size')) AS user,
            CASE
                WHEN op = {heap.op.fail} THEN ''
                WHEN arena > 0 THEN ' thread heaps'
                WHEN (pid, chunk) IN (SELECT m.pid, m.chunk FROM heap m WHERE m.op = {heap.op.from_mmap}) THEN ' mapped chunks'
                ELSE ''
            END AS part
        FROM heap
        WHERE recorded IS NOT NULL
        GROUP BY step, pid
    ) c
) h
GROUP BY h.pid, h.part;

-- How far the model took the page allocator's inner steps that the recording tells of: one row for each kind and scope. Empty
-- where the recording carries no such events, or where its page events did not ask for pages (run.page_requests).
-- @kind page_alloc_zone_locked: blocks that left the buddy; page_pcpu_drain: blocks that came back from a per-CPU list; page_alloc_extfrag: fallbacks to another migrate type
-- @scope zone and order
-- @compared steps of the model and of the recording, pair by pair
-- @equal those in which frame, order and migrate type agree
-- @different those in which they do not, or which one side lacks
-- @first_step the first step in which they do not; NULL: they always agree
CREATE VIEW stepping_check AS
SELECT
    (SELECT c.word FROM code c WHERE c.table_name = 'stepping' AND c.column_name = 'kind' AND c.code = s.kind) AS kind,
    coalesce((SELECT z.name FROM zone z WHERE z.id = s.zone), s.zone) || ' order ' || s.ord AS scope,
    count(*) AS compared,
    sum(s.agrees) AS equal,
    sum(1 - s.agrees) AS different,
    min(iif(s.agrees, NULL, s.step)) AS first_step
FROM stepping s
-- Of requests only those have rows that were served from another zone.
WHERE s.kind <> {stepping.kind.page_alloc_zone}
GROUP BY s.kind, s.zone, s.ord;
