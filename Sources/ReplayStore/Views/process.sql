-- Memory of processes over time, one row for each step that changed one. Bytes.
-- @step number of the event
-- @time nanoseconds
-- @pid pid
-- @comm command name at that step
-- @vss size of all its virtual memory areas
-- @rss memory resident
-- @anon anonymous memory resident
-- @page_tables page tables
-- @locked size of locked areas
-- @min_flt minor faults so far
-- @oom_score_adj oom_score_adj
-- @alive 0 after exit
CREATE VIEW process_history AS
SELECT
    s.step,
    (SELECT e.time FROM event e WHERE e.step = s.step LIMIT 1) AS time,
    s.pid,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = s.pid AND p.step <= s.step
        ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS comm,
    s.vss * 4096 AS vss,
    s.rss * 4096 AS rss,
    s.anon * 4096 AS anon,
    s.page_tables * 4096 AS page_tables,
    s.locked * 4096 AS locked,
    s.min_flt,
    s.oom_score_adj,
    s.alive
FROM process_state s;

-- The largest figures of each process. Bytes.
-- @pid pid
-- @comm its last command name
-- @peak_rss most memory resident
-- @peak_step the first step with that
-- @peak_vss largest size of its virtual memory areas
-- @peak_page_tables most page tables
-- @min_flt minor faults in all
-- @alive 1 if it lived when the run ended
CREATE VIEW process_peak AS
SELECT
    m.pid,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = m.pid ORDER BY p.step DESC, p.seq DESC LIMIT 1)
        AS comm,
    m.rss * 4096 AS peak_rss,
    min(iif(s.rss = m.rss, s.step, NULL)) AS peak_step,
    m.vss * 4096 AS peak_vss,
    m.page_tables * 4096 AS peak_page_tables,
    m.min_flt,
    sum(iif(s.step = m.last_step, s.alive, 0)) AS alive
FROM process_state s
-- CROSS: the few processes are looked up for each row; the other way round every row would be read for each process.
CROSS JOIN (
    SELECT
        pid, max(rss) AS rss, max(vss) AS vss, max(page_tables) AS page_tables, max(min_flt) AS min_flt, max(step) AS last_step
    FROM process_state GROUP BY pid
) m ON m.pid = s.pid
GROUP BY m.pid;

-- Processes, one row for each: where it came from, and how it ended. A pid that is used again is a process of its own.
-- @pid pid
-- @parent pid of its parent; NULL where it has none
-- @comm its last command name
-- @uid user id
-- @start_step the first step with it
-- @start_time nanoseconds; NULL before the first event
-- @end_step the step in which it ended; NULL: it lived when the run ended
-- @end_time nanoseconds
-- @ended exit or kill; NULL: it lived when the run ended
-- @value exit status, or the signal that killed it
-- @threads threads that it started
CREATE VIEW processes AS
SELECT
    l.pid,
    l.parent,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm
        WHERE p.pid = l.pid AND (p.step, p.seq) >= (l.step, l.seq) AND p.step <= ifnull(e.step, p.step)
        ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS comm,
    l.uid,
    l.step AS start_step,
    (SELECT v.time FROM event v WHERE v.step = l.step LIMIT 1) AS start_time,
    e.step AS end_step,
    (SELECT v.time FROM event v WHERE v.step = e.step LIMIT 1) AS end_time,
    CASE e.op WHEN {process.op.exit} THEN 'exit' WHEN {process.op.kill} THEN 'kill' END AS ended,
    e.value,
    (SELECT count(*) FROM process p
        WHERE p.pid = l.pid AND p.op = {process.op.thread_start} AND (p.step, p.seq) > (l.step, l.seq) AND p.step <= ifnull(e.step, p.step))
        AS threads
FROM process l
LEFT JOIN process e ON (e.pid, e.step, e.seq) = (
    SELECT p.pid, p.step, p.seq FROM process p
    WHERE p.pid = l.pid AND p.op IN ({process.op.exit}, {process.op.kill}) AND (p.step, p.seq) > (l.step, l.seq)
    ORDER BY p.step, p.seq LIMIT 1)
WHERE l.op IN ({process.op.start}, {process.op.fork});
