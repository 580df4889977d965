-- Fragmentation of the C library's heaps over time, in bytes: in use, free by size of the chunks, top, mmapped, retained (free and top). Parameters: pid (all), points (100).
WITH span AS MATERIALIZED (
    SELECT min(step) AS first, (max(step) - min(step)) / coalesce(:points, 100) + 1 AS width FROM heap_state
),
change AS MATERIALIZED (
    SELECT
        (step - first) / width AS point, pid,
        sum(iif(after <= 128, after, 0) - iif(before <= 128, before, 0)) AS tiny,
        sum(iif(after BETWEEN 129 AND 1024, after, 0) - iif(before BETWEEN 129 AND 1024, before, 0)) AS small,
        sum(iif(after BETWEEN 1025 AND 16384, after, 0) - iif(before BETWEEN 1025 AND 16384, before, 0)) AS middle,
        sum(iif(after > 16384, after, 0) - iif(before > 16384, before, 0)) AS large
    FROM heap_free_change, span
    WHERE :pid IS NULL OR pid = :pid
    GROUP BY pid, point
),
last AS MATERIALIZED (
    SELECT (h.step - s.first) / s.width AS point, h.pid, max(h.step) AS step, h.in_use, h.free, h.top, h.mmapped
    FROM heap_state h, span s
    WHERE :pid IS NULL OR h.pid = :pid
    GROUP BY h.pid, point
)
SELECT
    l.step, (SELECT e.time FROM event e WHERE e.step = l.step LIMIT 1) AS time, l.pid, l.in_use,
    sum(coalesce(c.tiny, 0)) OVER sofar AS free_to_128, sum(coalesce(c.small, 0)) OVER sofar AS free_to_1k,
    sum(coalesce(c.middle, 0)) OVER sofar AS free_to_16k, sum(coalesce(c.large, 0)) OVER sofar AS free_larger,
    l.top, l.mmapped, l.free + l.top AS retained
FROM last l
LEFT JOIN change c ON c.pid = l.pid AND c.point = l.point
WINDOW sofar AS (PARTITION BY l.pid ORDER BY l.point)
ORDER BY l.step, l.pid
