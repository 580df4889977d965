-- The summary of perf kmem stat --slab.
SELECT
    sum(requested) AS bytes_requested,
    sum(given) AS bytes_allocated,
    sum(freed) AS bytes_freed,
    sum(given) - sum(freed) AS net_bytes_allocated,
    sum(given) - sum(requested) AS bytes_wasted,
    printf('%.6f%%', iif(sum(given) > 0, 100.0 - 100.0 * sum(requested) / sum(given), 0.0)) AS internal_fragmentation,
    sum(allocates) AS allocations
FROM slab_call
