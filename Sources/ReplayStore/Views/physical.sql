-- Free blocks per order over time, one row for each step that changed a zone.
-- @step number of the event
-- @time nanoseconds
-- @zone the zone's name
-- @o0 free blocks of order 0
-- @o1 free blocks of order 1
-- @o2 free blocks of order 2
-- @o3 free blocks of order 3
-- @o4 free blocks of order 4
-- @o5 free blocks of order 5
-- @o6 free blocks of order 6
-- @o7 free blocks of order 7
-- @o8 free blocks of order 8
-- @o9 free blocks of order 9
-- @o10 free blocks of order 10
-- @free free pages in the buddy
-- @pcp pages on per-CPU lists
CREATE VIEW zone_history AS
SELECT
    f.step,
    (SELECT e.time FROM event e WHERE e.step = f.step LIMIT 1) AS time,
    (SELECT z.name FROM zone z WHERE z.id = f.zone) AS zone,
    f.o0, f.o1, f.o2, f.o3, f.o4, f.o5, f.o6, f.o7, f.o8, f.o9, f.o10, f.free, f.pcp
FROM zone_free f;

-- The kernel's two fragmentation indices over time, for each order, in thousandths, in the kernel's integer arithmetic
-- (mm/vmstat.c of Linux 6.1: fill_contig_page_info, __fragmentation_index, unusable_free_index).
-- @step number of the event
-- @time nanoseconds
-- @zone the zone's name
-- @ord the order asked about
-- @free_blocks free blocks of exactly this order
-- @free_pages free pages in the zone
-- @suitable_pages free pages in blocks of this order and above
-- @extfrag_index -1000: a request of this order would succeed; towards 0: it would fail for lack of memory; towards 1000: for fragmentation; 0 also when nothing is free
-- @unusable_index share of the free pages that this order cannot use; 1000 when nothing is free
CREATE VIEW fragmentation AS
SELECT
    step,
    (SELECT e.time FROM event e WHERE e.step = s.step LIMIT 1) AS time,
    (SELECT z.name FROM zone z WHERE z.id = s.zone) AS zone,
    ord,
    free_blocks,
    free_pages,
    suitable_pages,
    CASE
        WHEN all_blocks = 0 THEN 0
        WHEN suitable_pages > 0 THEN -1000
        ELSE 1000 - (1000 + (free_pages * 1000) / (1 << ord)) / all_blocks
    END AS extfrag_index,
    CASE
        WHEN free_pages = 0 THEN 1000
        ELSE (free_pages - suitable_pages) * 1000 / free_pages
    END AS unusable_index
FROM (
    SELECT
        f.step, f.seq, f.zone, n.column1 AS ord,
        CASE n.column1
            WHEN 0 THEN o0 WHEN 1 THEN o1 WHEN 2 THEN o2 WHEN 3 THEN o3 WHEN 4 THEN o4 WHEN 5 THEN o5
            WHEN 6 THEN o6 WHEN 7 THEN o7 WHEN 8 THEN o8 WHEN 9 THEN o9 WHEN 10 THEN o10
        END AS free_blocks,
        o0 + o1 + o2 + o3 + o4 + o5 + o6 + o7 + o8 + o9 + o10 AS all_blocks,
        o0 + o1 * 2 + o2 * 4 + o3 * 8 + o4 * 16 + o5 * 32 + o6 * 64 + o7 * 128 + o8 * 256 + o9 * 512 + o10 * 1024
            AS free_pages,
        o0 * (n.column1 <= 0) + o1 * 2 * (n.column1 <= 1) + o2 * 4 * (n.column1 <= 2) + o3 * 8 * (n.column1 <= 3)
            + o4 * 16 * (n.column1 <= 4) + o5 * 32 * (n.column1 <= 5) + o6 * 64 * (n.column1 <= 6)
            + o7 * 128 * (n.column1 <= 7) + o8 * 256 * (n.column1 <= 8) + o9 * 512 * (n.column1 <= 9) + o10 * 1024
            AS suitable_pages
    FROM zone_free f
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) n
) s;

-- Free blocks per order in each zone when the run ended, as in /proc/buddyinfo.
-- @zone the zone's name
-- @o0 free blocks of order 0
-- @o1 free blocks of order 1
-- @o2 free blocks of order 2
-- @o3 free blocks of order 3
-- @o4 free blocks of order 4
-- @o5 free blocks of order 5
-- @o6 free blocks of order 6
-- @o7 free blocks of order 7
-- @o8 free blocks of order 8
-- @o9 free blocks of order 9
-- @o10 free blocks of order 10
-- @free free pages in the buddy
-- @pcp pages on per-CPU lists
-- @step the step that last changed the zone
CREATE VIEW buddyinfo AS
SELECT
    coalesce((SELECT z.name FROM zone z WHERE z.id = f.zone), f.zone) AS zone,
    f.o0, f.o1, f.o2, f.o3, f.o4, f.o5, f.o6, f.o7, f.o8, f.o9, f.o10, f.free, f.pcp,
    max(f.step) AS step
FROM zone_free f
GROUP BY f.zone;

-- Every single split and merge: the chains that one row of page stands for, link by link.
-- @step number of the event
-- @seq the row of page, inside the step
-- @link position in the chain, from 0
-- @op split: a block was halved and its upper half went on the free list; merge: a block took in its free buddy
-- @zone the zone's name
-- @pfn split: first frame of the upper half; merge: first frame of the buddy
-- @ord order of that half or buddy
-- @result_pfn split: first frame of the lower half, which goes on; merge: first frame of the merged block
-- @result_ord its order
CREATE VIEW page_chain AS
SELECT
    p.step, p.seq, p.block_order - 1 - n.column1 AS link, 'split' AS op,
    (SELECT z.name FROM zone z WHERE z.id = p.zone) AS zone,
    p.pfn + (1 << n.column1) AS pfn, n.column1 AS ord, p.pfn AS result_pfn, n.column1 AS result_ord
FROM page p
JOIN (VALUES (9), (8), (7), (6), (5), (4), (3), (2), (1), (0)) n ON n.column1 >= p.ord AND n.column1 < p.block_order
WHERE p.op IN ({page.op.allocate}, {page.op.refill})
UNION ALL
SELECT
    p.step, p.seq, n.column1 - p.ord, 'merge',
    (SELECT z.name FROM zone z WHERE z.id = p.zone),
    ((p.pfn >> n.column1) << n.column1) + iif((p.pfn >> n.column1) & 1, -(1 << n.column1), 1 << n.column1), n.column1,
    (p.pfn >> (n.column1 + 1)) << (n.column1 + 1), n.column1 + 1
FROM page p
JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) n ON n.column1 >= p.ord AND n.column1 < p.block_order
WHERE p.op IN ({page.op.free}, {page.op.drain});

-- Blocks of page frames that the run took and had not given back when it ended. Frames in use before the first event and
-- never touched are not here. A block that is given back in other pieces than it was taken in is not followed: it stays here
-- until its first frame is given back.
-- @pfn first frame
-- @ord log2 of its size in frames
-- @zone the zone's name
-- @owner what it serves
-- @owner_id cache, pid, area or call site, by owner
-- @owner_name the cache, the command or the call site, where it has a name
-- @tag virtual page for anonymous memory, level for page tables, else 0
-- @migratetype list it was taken from
-- @step since which step
CREATE VIEW block_at_end AS
SELECT
    pfn,
    ord,
    (SELECT z.name FROM zone z WHERE z.id = b.zone) AS zone,
    (SELECT c.word FROM code c WHERE c.table_name = 'page' AND c.column_name = 'owner' AND c.code = b.owner) AS owner,
    owner_id,
    CASE
        WHEN owner = {page.owner.slab}
            THEN (SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = b.owner_id ORDER BY c.step, c.seq LIMIT 1)
        WHEN owner IN ({page.owner.anonymous}, {page.owner.file}, {page.owner.page_table})
            THEN (SELECT n.text FROM process p JOIN name n ON n.id = p.comm WHERE p.pid = b.owner_id
                ORDER BY p.step DESC, p.seq DESC LIMIT 1)
        WHEN owner IN ({page.owner.kernel}, {page.owner.large_kmalloc})
            THEN (SELECT nullif(n.text, '') FROM name n WHERE n.id = b.owner_id)
        WHEN owner = {page.owner.vmalloc}
            THEN (SELECT n.text FROM area a JOIN name n ON n.id = a.caller WHERE a.area = b.owner_id ORDER BY a.step LIMIT 1)
    END AS owner_name,
    tag,
    (SELECT c.word FROM code c WHERE c.table_name = 'page' AND c.column_name = 'migratetype' AND c.code = b.migratetype)
        AS migratetype,
    step
FROM (
    SELECT *, row_number() OVER (PARTITION BY pfn ORDER BY step DESC, seq DESC) AS age
    FROM page
) b
WHERE age = 1 AND owner NOT IN ({page.owner.free}, {page.owner.per_cpu});

-- Page allocations that a lower zone met because the zone they prefer could not. The preferred zone follows from the GFP
-- flags (include/linux/gfp.h of Linux 6.1, gfp_zone): the highest zone with memory that they allow.
-- @step number of the event
-- @time nanoseconds
-- @ord order asked for
-- @gfp GFP flags
-- @preferred the zone that it prefers
-- @zone the zone that gave the block
-- @owner what the block serves
-- @owner_id cache, pid, area or call site, by owner
CREATE VIEW zone_fallback AS
SELECT
    step,
    (SELECT e.time FROM event e WHERE e.step = p.step LIMIT 1) AS time,
    ord,
    gfp,
    (SELECT z.name FROM zone z WHERE z.id = p.preferred) AS preferred,
    (SELECT z.name FROM zone z WHERE z.id = p.zone) AS zone,
    (SELECT c.word FROM code c WHERE c.table_name = 'page' AND c.column_name = 'owner' AND c.code = p.owner) AS owner,
    owner_id
FROM (
    SELECT
        a.*,
        (
            SELECT max(z.id) FROM zone z
            WHERE z.managed > 0 AND CASE z.name WHEN 'DMA' THEN 0 WHEN 'DMA32' THEN 1 WHEN 'Normal' THEN 2 WHEN 'HighMem' THEN 3 ELSE 4 END
                <= CASE WHEN a.gfp & 1 THEN 0 WHEN a.gfp & 4 THEN 1 WHEN a.gfp & 10 = 10 THEN 4 WHEN a.gfp & 2 THEN 3 ELSE 2 END
        ) AS preferred
    FROM page a
    WHERE a.op = {page.op.allocate} AND a.gfp IS NOT NULL
) p
WHERE p.zone < p.preferred;

-- The free blocks of the page allocator at the run's begin and end, one row a block, in list order.
-- @moment begin or end
-- @zone the zone's name
-- @cpu whose per-CPU list; NULL: the buddy's
-- @ord log2 of the block's size in frames
-- @migratetype the list's migrate type in words
-- @position place on the list, from 0
-- @pfn first frame
CREATE VIEW free_block AS
SELECT
    f.moment,
    (SELECT z.name FROM zone z WHERE z.id = f.zone) AS zone,
    f.cpu,
    f.ord,
    (SELECT c.word FROM code c WHERE c.table_name = 'page' AND c.column_name = 'migratetype' AND c.code = f.migratetype) AS migratetype,
    f.position + n.value AS position,
    f.pfn + n.value * f.stride AS pfn
FROM free_list f, (
    WITH RECURSIVE count(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM count WHERE value < (SELECT max(blocks) FROM free_list) - 1)
    SELECT value FROM count) n
WHERE n.value < f.blocks;

-- Free blocks by order and migrate type at the run's begin and end, as /proc/pagetypeinfo counts them.
-- @moment begin or end
-- @zone the zone's name
-- @migratetype migrate type in words
-- @ord log2 of the blocks' size in frames
-- @blocks free blocks
CREATE VIEW free_list_count AS
SELECT
    f.moment,
    (SELECT z.name FROM zone z WHERE z.id = f.zone) AS zone,
    (SELECT c.word FROM code c WHERE c.table_name = 'page' AND c.column_name = 'migratetype' AND c.code = f.migratetype) AS migratetype,
    f.ord,
    sum(f.blocks) AS blocks
FROM free_list f
WHERE f.cpu IS NULL
GROUP BY f.moment, f.zone, f.migratetype, f.ord;
