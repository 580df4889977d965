-- Fragmentation over time: the kernel's indices in thousandths. Parameters: zone (all), ord (9), every: steps from one point to the next, 0 for each change (0; 65536 in runs of more than a million steps).
WITH RECURSIVE run_end AS MATERIALIZED (
    SELECT coalesce((SELECT step FROM event ORDER BY step DESC LIMIT 1), 0) AS step
),
grid AS MATERIALIZED (
    SELECT step AS last, coalesce(:every, iif(step > 1000000, 65536, 0)) AS every FROM run_end
),
-- The last point is the end of the run.
point(step) AS (
    SELECT min(every, last) FROM grid WHERE every > 0 AND last > 0
    UNION ALL
    SELECT min(p.step + g.every, g.last) FROM point p JOIN grid g WHERE p.step < g.last
),
told AS (
    SELECT
        p.step, z.name AS zone,
        (SELECT f.step FROM zone_free f WHERE f.step <= p.step AND f.zone = z.id ORDER BY f.step DESC LIMIT 1) AS told_step
    FROM point p CROSS JOIN zone z
    WHERE :zone IS NULL OR z.name = :zone
)
SELECT f.step, f.time, f.zone, f.ord, f.free_pages, f.free_blocks, f.extfrag_index, f.unusable_index
FROM grid g CROSS JOIN fragmentation f
WHERE g.every <= 0 AND f.ord = coalesce(:ord, 9) AND (:zone IS NULL OR f.zone = :zone)
UNION ALL
SELECT
    t.step, (SELECT e.time FROM event e WHERE e.step = t.step LIMIT 1), f.zone, f.ord, f.free_pages, f.free_blocks, f.extfrag_index,
    f.unusable_index
FROM told t CROSS JOIN fragmentation f
WHERE f.step = t.told_step AND f.zone = t.zone AND f.ord = coalesce(:ord, 9)
ORDER BY 1, 3
