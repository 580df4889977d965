import Pages
import ReplayModel
import TraceFormat

extension PageTables {
    /// Frees the tables below `table` that overlap [start, end) and whose whole span lies in [floor, ceiling): those that no
    /// remaining VMA can need. This is what `free_pgd_range` (mm/memory.c of Linux 6.1) comes to, lowest addresses and
    /// lowest levels first. `end` and `ceiling` are the last addresses inside, so that the end of the space can be said.
    mutating func freeTables(
        below table: TableIndex, from start: UInt64, through end: UInt64, floor: UInt64, ceiling: UInt64, cpu: UInt16,
        count: inout UInt64, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let record = records[table.position]
        let level = Int(record.level)
        let span = rules.shapes[level - 1].entrySpan
        let first = max(start, record.base)
        let last = min(end, record.base &+ (rules.shapes[level - 1].tableSpan - 1))
        guard first <= last else { return }
        for index in rules.index(first, level: level)...rules.index(last, level: level) {
            guard let below = child(at: record.first + index) else { continue }
            if level > 2 {
                freeTables(
                    below: below, from: start, through: end, floor: floor, ceiling: ceiling, cpu: cpu, count: &count,
                    memory: &memory, log: &log)
            }
            let base = records[below.position].base
            guard base >= floor, base + (span - 1) <= ceiling else { continue }
            self[record.first + index] = .empty
            release(below, cpu: cpu, memory: &memory, log: &log)
            count -= 1
        }
    }

    /// Frees a process's top-level table and all below it. Precondition: no page is mapped any more.
    mutating func releaseRoot(
        _ root: TableIndex, cpu: UInt16, count: inout UInt64, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let last = rules.shapes[rules.levels - 1].tableSpan - 1
        freeTables(
            below: root, from: 0, through: last, floor: 0, ceiling: last, cpu: cpu, count: &count, memory: &memory,
            log: &log)
        release(root, cpu: cpu, memory: &memory, log: &log)
    }
}
