-- The stretches of the run between marks. Their own steps are those after from_step and before to_step.
-- @label the mark at which it begins; (start) before the first
-- @from_step the mark's step; 0 for (start)
-- @to_step the next mark's step, or one more than the last step
CREATE VIEW mark_interval AS
SELECT
    label,
    from_step,
    lead(from_step, 1, (SELECT coalesce(max(step), 0) + 1 FROM event)) OVER (ORDER BY from_step, seq) AS to_step
FROM (
    SELECT '(start)' AS label, 0 AS from_step, -1 AS seq
    UNION ALL
    SELECT n.text, m.step, m.seq FROM mark m JOIN name n ON n.id = m.label
);

-- What the kernel had to do between marks: rows of each kind of kernel transition. All zero: the stretch ran without the kernel.
-- @label the mark at which the stretch begins
-- @from_step the mark's step
-- @to_step the next mark's step, or one more than the last step
-- @events events replayed, the trace's and the model's own
-- @syscalls memory system calls, made by the trace or by the C library
-- @faults page faults, and pages mapped ahead of use
-- @pages blocks of page frames that changed hands
-- @page_tables page tables taken or given back
-- @mappings runs of page-table entries changed otherwise than by a fault
-- @vmas virtual memory areas added or removed
-- @objects slab objects allocated or freed
-- @areas areas of the vmalloc range made, freed or purged
-- @failures page requests that found no page at once
CREATE VIEW kernel_transition AS
SELECT
    i.label,
    i.from_step,
    i.to_step,
    (SELECT count(*) FROM event t WHERE t.step > i.from_step AND t.step < i.to_step) AS events,
    (SELECT count(*) FROM syscall t WHERE t.step > i.from_step AND t.step < i.to_step) AS syscalls,
    (SELECT count(*) FROM fault t WHERE t.step > i.from_step AND t.step < i.to_step) AS faults,
    (SELECT count(*) FROM page t WHERE t.step > i.from_step AND t.step < i.to_step) AS pages,
    (SELECT count(*) FROM page_table t WHERE t.step > i.from_step AND t.step < i.to_step) AS page_tables,
    (SELECT count(*) FROM mapping t WHERE t.step > i.from_step AND t.step < i.to_step) AS mappings,
    (SELECT count(*) FROM vma t WHERE t.step > i.from_step AND t.step < i.to_step) AS vmas,
    (SELECT count(*) FROM object t WHERE t.step > i.from_step AND t.step < i.to_step) AS objects,
    (SELECT count(*) FROM area t WHERE t.step > i.from_step AND t.step < i.to_step) AS areas,
    (SELECT count(*) FROM allocation_failure t WHERE t.step > i.from_step AND t.step < i.to_step) AS failures
FROM mark_interval i;

-- Calls of the kernel that failed, each with its name, errno and reason.
-- @step the step
-- @time nanoseconds
-- @pid who called; 0 is the kernel
-- @call which call, as the trace names it
-- @errno errno; NULL where it returned a null pointer
-- @reason why
-- @value the address, size or number in question
CREATE VIEW failure AS
SELECT f.step, e.time, f.pid, k.name AS "call", f.errno, v.reason, f.value
FROM failed_call f
JOIN v_failed_call v ON v.step = f.step AND v.seq = f.seq
JOIN event e ON e.step = f.step
JOIN event_kind k ON k.code = f."call";
