-- What the kernel had to do between marks; zeros: that stretch ran without the kernel. Parameters: label (all).
SELECT label, from_step, to_step, events, syscalls, faults, pages, page_tables, mappings, vmas, objects, areas, failures
FROM kernel_transition
WHERE :label IS NULL OR label = :label
ORDER BY from_step
