-- The run in short: what it is, rows by table, figures at the end and at the peak.
SELECT 'run' AS part, key AS name, value, NULL AS peak, NULL AS peak_step FROM run
UNION ALL SELECT 'rows', table_name, rows, NULL, NULL FROM digest WHERE table_name <> 'total' AND rows > 0
UNION ALL SELECT 'metric', name || ' (' || unit || ')', end_value, peak_value, peak_step FROM metric
UNION ALL SELECT 'counter', name, count, NULL, NULL FROM counter
