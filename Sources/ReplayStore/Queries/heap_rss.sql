-- The heap's resident pages, recorded and replayed, at each sample of a recording of malloc calls.
-- The recording counts pages of the heap that the program break ends; the replay knows what malloc itself writes, its anonymous
-- pages, and not what the program writes into its blocks.
SELECT
    e.step, e.task AS pid, e.rss AS recorded_anonymous, e.size / 4096 AS recorded_heap,
    (SELECT p.anon FROM process_state p WHERE p.step <= e.step AND p.pid = e.task ORDER BY p.step DESC, p.seq DESC LIMIT 1) AS replayed,
    (SELECT h.brk FROM heap_state h WHERE h.step <= e.step AND h.pid = e.task ORDER BY h.step DESC, h.seq DESC LIMIT 1) AS brk
FROM event_recorded_statm e
WHERE e.size IS NOT NULL
ORDER BY e.step
