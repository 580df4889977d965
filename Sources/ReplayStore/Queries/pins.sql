-- What pins each nearly-free block of frames when the run ends. Parameters: ord (a page block), frames: at most so many used (1 in 32).
WITH asked AS (
    SELECT
        coalesce(:ord, CAST((SELECT value FROM profile_setting WHERE key = 'pageblock_order') AS INTEGER), 9) AS ord
),
used AS (
    SELECT b.*, b.pfn >> asked.ord AS block FROM block_at_end b, asked WHERE b.ord < asked.ord AND b.owner <> 'reserved'
),
nearly_free AS (
    SELECT used.block, sum(1 << used.ord) AS frames FROM used, asked GROUP BY used.block
    HAVING sum(1 << used.ord) <= coalesce(:frames, max(1, (1 << asked.ord) / 32))
)
SELECT
    n.block << (SELECT ord FROM asked) AS block_pfn, n.frames AS used_frames, u.pfn, u.ord, u.zone, u.owner, u.owner_id, u.owner_name,
    u.migratetype, u.step
FROM nearly_free n
JOIN used u ON u.block = n.block
ORDER BY n.frames, n.block, u.pfn
