import Replay
import ReplayStore

extension Run {
    /// The chunks of a process's heap after a moment. O(rows of all heaps since its program began).
    public func heapMap(_ pid: Int64, at moment: Moment) throws -> HeapMap {
        let image = try process(pid, at: moment).imageStep
        var map = HeapMap()
        try database.forEachRow(
            "SELECT op, arena, chunk, size, requested, step FROM heap WHERE pid = ? AND step BETWEEN ? AND ? ORDER BY step, seq",
            [.integer(pid), SQLValue(image), SQLValue(moment.step)]
        ) { row in
            guard let operation = HeapOperation(rawValue: UInt8(truncatingIfNeeded: row.integer(0))) else { return }
            let requested = row.value(4).integer.map { UInt64(bitPattern: $0) }
            map.apply(
                operation, arena: row.integer(1), UInt64(bitPattern: row.integer(2)), size: UInt64(bitPattern: row.integer(3)),
                requested: requested, step: row.integer(5))
        }
        return map
    }
}
