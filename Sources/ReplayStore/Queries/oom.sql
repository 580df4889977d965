-- OOM decisions: who was killed, on whose request, and what memory there was.
SELECT step, time, "trigger", invoker, invoker_comm, ord, free_pages, total_pages, candidates, victim, victim_comm, points,
    victim_rss, victim_adj
FROM oom_report
ORDER BY step
