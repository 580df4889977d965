import Heap
import ReplayStore

extension Run {
    /// Fills an empty map with what `index` kept of a process's heap after a step.
    func takeKeptHeap(of pid: Int64, after step: Int64, to map: inout HeapMap) throws {
        let parameters: [SQLValue] = [.integer(step), .integer(pid)]
        try database.forEachRow(
            "SELECT chunk, state, arena, size, requested, changed FROM kept_chunk WHERE step = ? AND pid = ?", parameters
        ) { row in
            let chunk = HeapMap.Chunk(
                size: row.address(3), state: ChunkState(rawValue: UInt8(truncatingIfNeeded: row.integer(1))) ?? .none,
                requested: row.optionalInteger(4).map { UInt64(bitPattern: $0) }, step: row.integer(5), arena: row.integer(2))
            if chunk.state == .top { map.tops[chunk.arena] = (row.address(0), chunk) } else { map.chunks[row.address(0)] = chunk }
        }
        try database.forEachRow("SELECT arena, held, maximum FROM kept_arena WHERE step = ? AND pid = ?", parameters) { row in
            let extent = HeapMemoryFacts.Extent(current: row.address(1), maximum: row.address(2))
            if row.integer(0) == 0 { map.memory.main = extent } else { map.memory.sums[row.integer(0)] = extent }
        }
        try database.forEachRow(
            "SELECT arena, base, size, unprotected FROM kept_heap WHERE step = ? AND pid = ? ORDER BY arena, place", parameters
        ) { row in
            map.memory.heaps[row.integer(0), default: []].append(
                .init(base: row.address(1), size: row.address(2), unprotected: row.address(3)))
        }
    }
}
