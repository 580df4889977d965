-- Odd but replayable input: how often, and where first.
SELECT c.name AS kind, c.count, a.first_step, a.source, a.line
FROM counter c
LEFT JOIN (
    SELECT n.text AS kind, min(a.step) AS first_step, (SELECT s.name FROM source s WHERE s.id = a.source) AS source, a.line
    FROM anomaly a JOIN name n ON n.id = a.kind GROUP BY a.kind
) a ON a.kind = c.name
ORDER BY c.count DESC, c.name
