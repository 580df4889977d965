-- Worst call sites by internal fragmentation: bytes given and not asked for. Parameters: limit (20).
SELECT caller, objects, requested, given, wasted, wasted_permille
FROM call_site
ORDER BY wasted DESC, caller
LIMIT coalesce(:limit, 20)
