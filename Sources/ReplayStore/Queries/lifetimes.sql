-- Lifetime histogram of slab objects and malloc chunks, by powers of ten of nanoseconds.
SELECT
    kind,
    CASE WHEN lifetime IS NULL THEN 'never freed' WHEN lifetime = 0 THEN '0 ns'
        ELSE '< 1e' || length(lifetime) || ' ns' END AS lived,
    count(*) AS count,
    sum(bytes) AS bytes
FROM (
    SELECT 'object' AS kind, lifetime, given AS bytes FROM object_life
    UNION ALL
    SELECT 'malloc', lifetime, size FROM malloc_life
)
GROUP BY kind, lifetime IS NULL, iif(lifetime = 0, 0, length(lifetime))
ORDER BY kind, lifetime IS NULL, iif(lifetime = 0, 0, length(lifetime))
