-- What perf kmem stat --slab --caller says: bytes, hits, ping-pong and fragmentation of each call site. Parameters: limit (all).
WITH sums AS (
    SELECT
        caller,
        sum(given) AS given, sum(requested) AS requested, sum(allocates) AS hit, sum(ping_pong) AS ping_pong,
        sum(given) - sum(requested) AS wasted
    FROM slab_call
    GROUP BY caller
),
shares AS (
    -- Wasted bytes in thousandths of a per cent, a half rounded to even as printf of C does.
    SELECT *,
        CASE
            WHEN given = 0 THEN 0
            ELSE wasted * 100000 / given
                + (2 * (wasted * 100000 % given) + (wasted * 100000 / given) % 2 > given)
        END AS share
    FROM sums
)
SELECT
    coalesce(caller, '(unknown)') AS callsite,
    given AS total_alloc,
    given / hit AS alloc_per_hit,
    requested AS total_req,
    requested / hit AS req_per_hit,
    hit,
    ping_pong,
    printf('%d.%03d%%', share / 1000, share % 1000) AS frag
FROM shares
ORDER BY iif(given > 0, 1.0 * wasted / given, 0.0) DESC, hit DESC, given DESC, caller
LIMIT coalesce(:limit, -1)
