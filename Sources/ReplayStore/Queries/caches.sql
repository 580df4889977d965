-- Cache growth: bytes of slab pages at first, at the peak and at the end, the most grown first. Parameters: limit (20).
WITH span AS MATERIALIZED (
    SELECT cache, min(step) AS first_step, max(step) AS last_step, max(num_slabs) AS peak_slabs FROM cache_state GROUP BY cache
),
held AS (
    SELECT
        (SELECT n.text FROM name n WHERE n.id = c.name) AS cache, c.cache AS cache_id, c.ord, s.peak_slabs,
        (SELECT f.num_slabs FROM cache_state f WHERE f.step = s.first_step AND f.cache = s.cache) AS first_slabs,
        (SELECT f.num_slabs FROM cache_state f WHERE f.step = s.last_step AND f.cache = s.cache) AS last_slabs,
        (SELECT f.active_objs FROM cache_state f WHERE f.step = s.last_step AND f.cache = s.cache) AS active_objs
    FROM span s
    JOIN cache c ON c.cache = s.cache AND c.op = (SELECT code FROM code WHERE table_name = 'cache' AND column_name = 'op' AND word = 'create')
)
SELECT
    cache, cache_id,
    (first_slabs << ord) * 4096 AS first_bytes,
    (peak_slabs << ord) * 4096 AS peak_bytes,
    (last_slabs << ord) * 4096 AS end_bytes,
    (last_slabs << ord) * 4096 - (first_slabs << ord) * 4096 AS growth,
    active_objs
FROM held
ORDER BY growth DESC, cache_id
LIMIT coalesce(:limit, 20)
