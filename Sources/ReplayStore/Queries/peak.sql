-- Peak memory by process, in bytes, the largest first. Parameters: limit (20).
SELECT pid, comm, peak_rss, peak_step, peak_vss, peak_page_tables, min_flt, alive
FROM process_peak
ORDER BY peak_rss DESC, pid
LIMIT coalesce(:limit, 20)
