-- Fragmentation of the C library's heaps over time, in bytes: in use, free by size of the chunks, top, mmapped, retained (free and top). Parameters: pid (all), points (100).
WITH span AS (
    SELECT min(step) AS first, (max(step) - min(step)) / coalesce(:points, 100) + 1 AS width FROM heap_state
),
change AS (
    SELECT
        step, pid,
        sum(iif(after <= 128, after, 0) - iif(before <= 128, before, 0)) AS tiny,
        sum(iif(after BETWEEN 129 AND 1024, after, 0) - iif(before BETWEEN 129 AND 1024, before, 0)) AS small,
        sum(iif(after BETWEEN 1025 AND 16384, after, 0) - iif(before BETWEEN 1025 AND 16384, before, 0)) AS middle,
        sum(iif(after > 16384, after, 0) - iif(before > 16384, before, 0)) AS large
    FROM heap_free_change
    WHERE :pid IS NULL OR pid = :pid
    GROUP BY pid, step
),
sums AS (
    SELECT
        step, pid, sum(tiny) OVER sofar AS tiny, sum(small) OVER sofar AS small, sum(middle) OVER sofar AS middle, sum(large) OVER sofar AS large
    FROM change
    WINDOW sofar AS (PARTITION BY pid ORDER BY step)
),
points AS (
    SELECT (h.step - s.first) / s.width AS point, h.pid, max(h.step) AS step
    FROM heap_state h, span s
    WHERE :pid IS NULL OR h.pid = :pid
    GROUP BY h.pid, point
)
SELECT
    p.step, (SELECT e.time FROM event e WHERE e.step = p.step LIMIT 1) AS time, p.pid, h.in_use,
    s.tiny AS free_to_128, s.small AS free_to_1k, s.middle AS free_to_16k, s.large AS free_larger,
    h.top, h.mmapped, h.free + h.top AS retained
FROM points p
JOIN heap_state h ON h.step = p.step AND h.pid = p.pid
LEFT JOIN sums s ON s.pid = p.pid AND s.step = (SELECT max(l.step) FROM change l WHERE l.pid = p.pid AND l.step <= p.step)
ORDER BY p.step, p.pid
