-- Cache growth: bytes of slab pages at first, at the peak and at the end, the most grown first. Parameters: limit (20).
WITH held AS (
    SELECT s.step, s.cache AS cache_id, c.cache, s.active_objs, (s.num_slabs << c.ord) * 4096 AS bytes
    FROM cache_state s
    JOIN v_cache c ON c.cache_id = s.cache AND c.op = 'create'
),
span AS (
    SELECT cache_id, min(step) AS first_step, max(step) AS last_step FROM held GROUP BY cache_id
)
SELECT
    h.cache, h.cache_id,
    sum(iif(h.step = s.first_step, h.bytes, 0)) AS first_bytes,
    max(h.bytes) AS peak_bytes,
    sum(iif(h.step = s.last_step, h.bytes, 0)) AS end_bytes,
    sum(iif(h.step = s.last_step, h.bytes, 0)) - sum(iif(h.step = s.first_step, h.bytes, 0)) AS growth,
    sum(iif(h.step = s.last_step, h.active_objs, 0)) AS active_objs
FROM held h
JOIN span s ON s.cache_id = h.cache_id
GROUP BY h.cache_id
ORDER BY growth DESC, h.cache_id
LIMIT coalesce(:limit, 20)
