-- Decisions of the OOM killer, in words.
-- @step number of the event
-- @time nanoseconds
-- @trigger who decided
-- @invoker pid whose request failed
-- @invoker_comm its command name
-- @ord order asked for
-- @gfp GFP flags
-- @free_pages free pages in the zones that the request may use; NULL: not known
-- @total_pages pages that scores are relative to
-- @candidates processes scored
-- @victim pid that was killed; NULL: nobody could be
-- @victim_comm its command name
-- @points its points
-- @victim_rss its memory resident, pages
-- @victim_adj its oom_score_adj
CREATE VIEW oom_report AS
SELECT
    o.step,
    (SELECT e.time FROM event e WHERE e.step = o.step LIMIT 1) AS time,
    (SELECT c.word FROM code c WHERE c.table_name = 'oom' AND c.column_name = 'trigger' AND c.code = o.trigger) AS "trigger",
    o.invoker,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = o.invoker AND p.step <= o.step
        ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS invoker_comm,
    o.ord,
    o.gfp,
    (SELECT f.free FROM allocation_failure f WHERE f.step = o.step AND f.seq < o.seq ORDER BY f.seq DESC LIMIT 1) AS free_pages,
    o.total_pages,
    o.candidates,
    o.victim,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = o.victim AND p.step <= o.step
        ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS victim_comm,
    o.points,
    (SELECT c.rss FROM oom_candidate c WHERE c.step = o.step AND c.pid = o.victim ORDER BY c.seq LIMIT 1) AS victim_rss,
    (SELECT c.oom_score_adj FROM oom_candidate c WHERE c.step = o.step AND c.pid = o.victim ORDER BY c.seq LIMIT 1) AS victim_adj
FROM oom o;

-- Every process that the OOM killer looked at, by points, with each term of its score.
-- @step number of the event
-- @rank 1 has the most points
-- @pid pid
-- @comm its command name
-- @eligibility whether it may be killed
-- @points total points
-- @rss memory resident, pages
-- @page_tables page-table pages
-- @swap swapped pages
-- @vss size of its virtual memory areas, pages
-- @oom_score_adj oom_score_adj
-- @adjustment points that the adj added
-- @root_bonus points taken off for root
-- @score /proc/PID/oom_score
-- @victim 1 for the process that was killed
CREATE VIEW oom_ranking AS
SELECT
    c.step,
    rank() OVER (PARTITION BY c.step ORDER BY c.eligibility <> {oom_candidate.eligibility.eligible}, c.points DESC) AS rank,
    c.pid,
    (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = c.pid AND p.step <= c.step
        ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS comm,
    (SELECT w.word FROM code w WHERE w.table_name = 'oom_candidate' AND w.column_name = 'eligibility' AND w.code = c.eligibility)
        AS eligibility,
    c.points,
    c.rss,
    c.page_tables,
    c.swap,
    c.vss,
    c.oom_score_adj,
    c.adjustment,
    c.root_bonus,
    c.score,
    EXISTS (SELECT 1 FROM oom o WHERE o.step = c.step AND o.victim = c.pid) AS victim
FROM oom_candidate c;
