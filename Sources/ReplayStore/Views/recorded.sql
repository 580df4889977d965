-- How far the model chose what the recording says the real system chose: one row for each kind of choice and scope.
-- @kind page, object, area or heap
-- @scope page: zone and order; object: cache; area: what it maps; heap: process
-- @compared choices that the recording names too
-- @equal those in which both agree
-- @different those in which they do not
-- @first_step the first step in which they do not; NULL: they always agree
CREATE VIEW placement_check AS
SELECT
    'page' AS kind,
    coalesce((SELECT z.name FROM zone z WHERE z.id = p.zone), p.zone) || ' order ' || p.ord AS scope,
    count(*) AS compared,
    sum(p.pfn = p.recorded_pfn) AS equal,
    sum(p.pfn <> p.recorded_pfn) AS different,
    min(iif(p.pfn <> p.recorded_pfn, p.step, NULL)) AS first_step
FROM page p
WHERE p.op = {page.op.allocate} AND p.recorded_pfn IS NOT NULL
GROUP BY p.zone, p.ord
UNION ALL
SELECT
    'object',
    coalesce((SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = o.cache ORDER BY c.step, c.seq LIMIT 1),
        'large kmalloc'),
    count(*),
    sum(o.address = o.recorded),
    sum(o.address <> o.recorded),
    min(iif(o.address <> o.recorded, o.step, NULL))
FROM object o
WHERE o.op = {object.op.allocate} AND o.recorded IS NOT NULL
GROUP BY o.cache
UNION ALL
SELECT
    'area',
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
    'pid ' || h.pid,
    count(*),
    sum(h.user = h.recorded),
    sum(h.user <> h.recorded),
    min(iif(h.user <> h.recorded, h.step, NULL))
FROM (
    -- A realloc may take a chunk only to merge it with the old one: the last row of a step is the call's result.
    SELECT
        step, pid, max(seq) AS seq, recorded,
        iif(op = {heap.op.fail}, 0, chunk + 2 * (SELECT value FROM run WHERE key = 'pointer_size')) AS user
    FROM heap
    WHERE recorded IS NOT NULL
    GROUP BY step, pid
) h
GROUP BY h.pid;
