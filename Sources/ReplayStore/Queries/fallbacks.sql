-- Fallbacks: page requests met by a lower zone than the one they prefer, and by another migrate type's blocks than their own.
SELECT 'zone' AS kind, preferred AS wanted, zone AS given, zone, ord, owner, count(*) AS times, min(step) AS first_step, max(step) AS last_step
FROM zone_fallback
GROUP BY preferred, zone, ord, owner
UNION ALL
SELECT 'migratetype', migratetype, from_type, zone, ord, NULL, count(*), min(step), max(step)
FROM v_page_fallback
GROUP BY migratetype, from_type, zone, ord
ORDER BY first_step, kind, ord, owner
