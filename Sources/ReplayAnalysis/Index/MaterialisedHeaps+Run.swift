import Heap
import ReplayStore

extension RunHeaps {
    /// Fills an empty map with what `index` materialised of a process's heap after a step.
    func readMaterialised(of pid: Int64, after step: Int64, to map: inout HeapMap) throws {
        let parameters: [SQLValue] = [.integer(step), .integer(pid)]
        try run.database.forEachRow(
            "SELECT chunk, state, arena, size, requested, changed FROM kept_chunk WHERE step = ? AND pid = ?", parameters
        ) { row in
            let chunk = HeapMap.Chunk(
                size: row.address("size"), state: ChunkState(rawValue: UInt8(truncatingIfNeeded: row.integer("state"))) ?? .none,
                requested: row.optionalInteger("requested").map { UInt64(bitPattern: $0) }, step: row.integer("changed"),
                arena: row.integer("arena"))
            let address = row.address("chunk")
            if chunk.state == .top { map.tops[chunk.arena] = (address, chunk) } else { map.chunks[address] = chunk }
        }
        try run.database.forEachRow("SELECT arena, held, maximum FROM kept_arena WHERE step = ? AND pid = ?", parameters) { row in
            let extent = HeapMemoryFacts.Extent(current: row.address("held"), maximum: row.address("maximum"))
            let arena = row.integer("arena")
            if arena == 0 { map.memory.main = extent } else { map.memory.sums[arena] = extent }
        }
        try run.database.forEachRow(
            "SELECT arena, base, size, unprotected FROM kept_heap WHERE step = ? AND pid = ? ORDER BY arena, place", parameters
        ) { row in
            map.memory.heaps[row.integer("arena"), default: []].append(
                .init(base: row.address("base"), size: row.address("size"), unprotected: row.address("unprotected")))
        }
    }
}
