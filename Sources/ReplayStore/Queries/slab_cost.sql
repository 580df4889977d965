-- What kernel objects cost under the run's slab algorithm, at the peak of their pages and at the end: run it on runs of the same trace.
WITH total AS (
    SELECT step, slab_reclaimable + slab_unreclaimable AS slab_pages FROM memory_state
),
moment AS (
    SELECT 1 AS number, 'peak' AS moment, (SELECT step FROM total ORDER BY slab_pages DESC, step LIMIT 1) AS at_step
    UNION ALL
    SELECT 2, 'end', (SELECT max(step) FROM event)
),
held AS (
    SELECT
        number,
        (
            SELECT slab_reclaimable + slab_unreclaimable FROM memory_state
            WHERE step <= at_step ORDER BY step DESC LIMIT 1
        ) AS slab_pages
    FROM moment
),
live AS (
    SELECT
        number, cache, requested, given,
        row_number() OVER (PARTITION BY number, address ORDER BY o.step DESC, o.seq DESC) AS age, op
    FROM moment m
    JOIN object o ON o.step <= m.at_step
),
figure AS (
    SELECT
        number,
        sum(cache IS NOT NULL) AS objects,
        sum(iif(cache IS NULL, 0, requested)) AS requested,
        sum(iif(cache IS NULL, 0, given)) AS given,
        sum(iif(cache IS NULL, given, 0)) AS large_bytes
    FROM live
    WHERE age = 1 AND op <> (SELECT code FROM code WHERE table_name = 'object' AND column_name = 'op' AND word = 'free')
    GROUP BY number
)
SELECT
    (SELECT value FROM profile_setting WHERE key = 'slab') AS algorithm,
    m.moment,
    m.at_step AS step,
    coalesce(f.objects, 0) AS objects,
    coalesce(f.requested, 0) AS requested,
    coalesce(f.given, 0) AS given,
    t.slab_pages,
    t.slab_pages * 4096 AS held,
    iif(t.slab_pages > 0, 1000 - coalesce(f.requested, 0) * 1000 / (t.slab_pages * 4096), 0) AS unused_permille,
    coalesce(f.large_bytes, 0) AS large_bytes
FROM moment m
JOIN held t ON t.number = m.number
LEFT JOIN figure f ON f.number = m.number
ORDER BY m.number
