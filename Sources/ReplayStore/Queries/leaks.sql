-- Slab objects never freed, by call site. Parameters: limit (20).
SELECT caller, cache, count(*) AS objects, sum(requested) AS requested, sum(given) AS given, min(step) AS first_step
FROM leak
GROUP BY caller, cache
ORDER BY given DESC, caller, cache
LIMIT coalesce(:limit, 20)
