-- OOM candidates: every process scored at each decision, with each term. Parameters: step (all).
SELECT step, rank, pid, comm, eligibility, points, rss, page_tables, swap, oom_score_adj, adjustment, root_bonus, score, victim
FROM oom_ranking
WHERE :step IS NULL OR step = :step
ORDER BY step, rank, pid
