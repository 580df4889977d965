-- What pins each nearly-free block of frames when the run ends. Parameters: ord (9), frames: at most so many used (16).
WITH used AS (
    SELECT *, pfn >> coalesce(:ord, 9) AS block FROM block_at_end WHERE ord < coalesce(:ord, 9) AND owner <> 'reserved'
),
nearly_free AS (
    SELECT block, sum(1 << ord) AS frames FROM used GROUP BY block HAVING sum(1 << ord) <= coalesce(:frames, 16)
)
SELECT
    n.block << coalesce(:ord, 9) AS block_pfn, n.frames AS used_frames, u.pfn, u.ord, u.zone, u.owner, u.owner_id, u.owner_name,
    u.migratetype, u.step
FROM nearly_free n
JOIN used u ON u.block = n.block
ORDER BY n.frames, n.block, u.pfn
