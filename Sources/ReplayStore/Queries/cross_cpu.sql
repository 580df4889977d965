-- Who freed what another CPU allocated. Parameters: limit (20).
SELECT cache, caller, cpu, freed_caller, freed_cpu, count(*) AS objects, sum(given) AS bytes
FROM object_life
WHERE freed_cpu <> cpu
GROUP BY cache, caller, cpu, freed_caller, freed_cpu
ORDER BY objects DESC, cache, caller, cpu, freed_cpu, freed_caller
LIMIT coalesce(:limit, 20)
