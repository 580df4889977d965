#!/usr/bin/env python3
"""Rebuilds every address space of a run at a step from its tables alone, and compares it with what `replay-tool show` prints.

Usage: rebuild.py RUN [STEP [REPLAY-TOOL]]     (default: the last step; without the tool nothing is compared)

Two tables tell of page-table entries: `fault` (the new entry is part of the row) and `mapping` (all other changes); `vma` of memory areas.
Rows are applied in the order of (step, seq); process 0 is the kernel.
"""
import sqlite3
import subprocess
import sys

# Codes, as docs/schema.md has them.
MAP, UNMAP, PROTECT, MOVE, MAP_HUGE, MAP_HUGE_ZERO, SPLIT_HUGE, LAZY_FREE, TAKE_BACK = range(9)
NO_ENTRY = (5, 6, 8, 9)  # outcomes of faults without an entry of their own: SIGSEGV, no memory, huge pages (these are in mapping)
ROWS = """
SELECT step, seq, pid, address >> 12 & 0xfffffffffffff AS page, 1 AS count, coalesce(new_pfn, old_pfn) AS pfn, prot, outcome, NULL AS op
FROM fault WHERE step <= :step
UNION ALL SELECT step, seq, pid, vpage, count, pfn, prot, NULL, op FROM mapping WHERE step <= :step ORDER BY step, seq"""
AREAS = 'SELECT op, pid, start, "end", prot FROM vma WHERE step <= ? ORDER BY step, seq'


def entries(database, step):
    """pid → virtual page → (frame, protection)."""
    spaces = {}
    for _, _, pid, page, count, pfn, prot, outcome, op in database.execute(ROWS, {"step": step}):
        space = spaces.setdefault(pid, {})
        pages = range(page, page + count)
        if op is None:
            if outcome not in NO_ENTRY:
                space[page] = (pfn if pfn is not None else space[page][0], prot)
        elif op in (MAP, MAP_HUGE, MAP_HUGE_ZERO):
            space.update((each, (pfn + each - page, prot)) for each in pages)
        elif op == UNMAP:
            for each in pages:
                space.pop(each, None)
        elif op == PROTECT:
            space.update((each, (space[each][0], prot)) for each in pages if each in space)
        elif op == MOVE:  # its pfn is the new first page
            moved = [(pfn + each - page, space.pop(each)) for each in pages if each in space]
            space.update(moved)
        elif op == SPLIT_HUGE:  # of the huge zero page each page is the small one
            if len({space[each][0] for each in pages if each in space}) == 1 or prot & 2 == 0 and space[page][0] != pfn:
                space.update((each, (pfn, space[each][1])) for each in pages if each in space)
    return spaces


def areas(database, step):
    """pid → the (start, end, protection) of its memory areas."""
    spaces = {}
    for op, pid, start, end, prot in database.execute(AREAS, (step,)):
        area = (start & (1 << 64) - 1, end & (1 << 64) - 1, prot)
        (spaces.setdefault(pid, set()).add if op == 0 else spaces[pid].discard)(area)
    return spaces


def shown(tool, run, step, pid):
    """What `show pagemap` prints: virtual page → (frame, protection)."""
    text = subprocess.run([tool, "show", run, "pagemap", str(pid), "--at", str(step)], capture_output=True, text=True, check=True).stdout
    space = {}
    for line in text.splitlines()[1:]:
        first, count, frame, prot, *what = line.split()
        for index in range(int(count)):
            step_of_frame = 0 if what[:2] == ["zero", "page"] and "huge" not in what else index
            space[int(first, 16) + index] = (int(frame, 16) + step_of_frame, sum(1 << bit for bit, c in enumerate("rwx") if c in prot))
    return space


def main():
    run = sys.argv[1]
    database = sqlite3.connect(f"file:{run}?mode=ro", uri=True)
    step = int(sys.argv[2]) if len(sys.argv) > 2 else database.execute("SELECT max(step) FROM event").fetchone()[0]
    alive = {0} | {pid for pid, alive in database.execute(
        "SELECT pid, alive FROM process_state WHERE step <= ? GROUP BY pid HAVING step = max(step)", (step,)) if alive}
    spaces, vmas = entries(database, step), areas(database, step)
    for pid in sorted(alive):
        space = spaces.get(pid, {})
        print(f"process {pid}: {len(vmas.get(pid, ()))} areas, {len(space)} pages on {len({e[0] for e in space.values()})} frames")
        if len(sys.argv) > 3 and shown(sys.argv[3], run, step, pid) != space:
            sys.exit(f"process {pid} is shown otherwise at step {step}")


main()
