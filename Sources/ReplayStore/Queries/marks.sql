-- Marks of the trace: where each stretch of the run begins and ends.
SELECT label, from_step, to_step, (SELECT e.time FROM event e WHERE e.step = i.from_step LIMIT 1) AS time
FROM mark_interval i
ORDER BY from_step
