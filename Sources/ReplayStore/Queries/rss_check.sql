-- Anonymous memory by process against the recorded rss_stat (MM_ANONPAGES), in pages: samples of the process's own address space, the differences at once and after the frames of unmapped pages were freed, what explains those above 64.
WITH thread AS MATERIALIZED (
    SELECT tid, max(task) AS pid FROM event_thread_create GROUP BY tid
),
reading AS (
    SELECT coalesce(t.pid, e.task) AS pid, e.step, e.space, e.value AS own, e.size / 4096 AS recorded
    FROM event_rss_stat e LEFT JOIN thread t ON t.tid = e.task
    WHERE e.member = 'MM_ANONPAGES'
),
-- own (curr): the counter is that of the task's own address space. A space that the task has just left is torn down without it.
owned AS (
    SELECT *, sum(own) OVER (PARTITION BY pid ORDER BY step) AS newest FROM reading
),
sample AS MATERIALIZED (
    SELECT pid, step, own, recorded FROM (SELECT *, max(iif(own, space, NULL)) OVER (PARTITION BY pid, newest) AS left_space FROM owned)
    WHERE own OR space = left_space
),
-- State rows (kind 0) and samples (kind 1) of each process in order; each has the newest state before it. Kind 2: of a space that is torn down.
timeline AS (
    SELECT pid, step, 0 AS kind, anon, NULL AS recorded FROM process_state WHERE pid IN (SELECT pid FROM sample)
    UNION ALL
    SELECT pid, step, 2 - own, NULL, recorded FROM sample
),
numbered AS (
    SELECT *, count(anon) OVER (PARTITION BY pid ORDER BY step, kind) AS state FROM timeline
),
filled AS (
    SELECT pid, step, kind, recorded, max(anon) OVER (PARTITION BY pid, state) AS anon FROM numbered WHERE state > 0
),
-- An episode begins with each page that the process gets: within one it only loses pages.
grown AS (
    SELECT *, coalesce(anon > lag(anon) OVER (PARTITION BY pid ORDER BY step, kind), 0) AS grew FROM filled
),
episode AS (
    SELECT *, sum(grew) OVER (PARTITION BY pid ORDER BY step, kind) AS episode FROM grown
),
-- The kernel's counter falls when the entries go, ours when the frames are freed: at the end of the episode both have.
settled AS (
    SELECT
        *,
        abs(
            first_value(anon) OVER (PARTITION BY pid, episode ORDER BY step DESC, kind DESC)
            - first_value(recorded) OVER (PARTITION BY pid, episode ORDER BY recorded IS NULL, step DESC)
        ) AS settled,
        row_number() OVER (PARTITION BY pid, kind ORDER BY step) AS number
    FROM episode
),
-- A process whose fork was not recorded had pages before: its first sample tells how many and is not compared.
older AS (
    SELECT pid FROM process WHERE op = 0 GROUP BY pid HAVING max(parent) IS NULL
),
compared AS (
    SELECT pid, step, abs(anon - recorded) AS difference, settled, pid IN (SELECT pid FROM older) AS is_older FROM settled
    WHERE kind = 1 AND (number > 1 OR pid NOT IN (SELECT pid FROM older))
)
SELECT
    c.pid,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = c.pid ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS comm,
    count(*) AS samples,
    sum(difference = 0) AS equal,
    max(difference) AS max_difference,
    round(avg(difference), 2) AS mean_difference,
    sum(difference > 64) AS above_64,
    max(settled) AS max_settled,
    min(iif(difference > 64, step, NULL)) AS first_above_64,
    CASE
        WHEN max(difference) <= 64 THEN '-'
        WHEN max(iif(difference > 64, settled, 0)) <= 64 THEN 'unmapped pages whose frames were freed later'
        WHEN (SELECT min(step) FROM event_lost) < min(iif(difference > 64, step, NULL)) THEN 'events lost'
        WHEN max(is_older) THEN 'older than the recording'
        ELSE 'not explained'
    END AS explained_by
FROM compared c
GROUP BY c.pid
ORDER BY max_difference DESC, c.pid
