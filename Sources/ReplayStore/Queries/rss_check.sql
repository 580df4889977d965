-- Anonymous memory by process against the recorded rss_stat (MM_ANONPAGES): samples, how many are equal, the largest difference in pages.
WITH sample AS (
    SELECT
        e.step,
        e.task AS pid,
        e.size / 4096 AS recorded,
        (SELECT s.anon FROM process_state s WHERE s.pid = e.task AND s.step <= e.step ORDER BY s.step DESC LIMIT 1) AS anon
    FROM event_rss_stat e
    -- value 1: the counter is that of the task's own address space.
    WHERE e.member = 'MM_ANONPAGES' AND e.value = 1
)
SELECT
    pid,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = sample.pid ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS comm,
    count(*) AS samples,
    sum(anon = recorded) AS equal,
    max(abs(anon - recorded)) AS max_difference,
    min(iif(anon <> recorded, step, NULL)) AS first_step,
    sum(abs(anon - recorded) > 64) AS above_64,
    min(iif(abs(anon - recorded) > 64, step, NULL)) AS first_above_64
FROM sample
WHERE anon IS NOT NULL
GROUP BY pid
ORDER BY max_difference DESC, pid
