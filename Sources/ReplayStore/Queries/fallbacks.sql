-- Zone fallbacks: page allocations that a lower zone met than the one they prefer.
SELECT preferred, zone, ord, owner, count(*) AS allocations, min(step) AS first_step, max(step) AS last_step
FROM zone_fallback
GROUP BY preferred, zone, ord, owner
ORDER BY first_step, ord, owner
