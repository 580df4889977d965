import Replay
import ReplayStore

extension Run {
    /// The chunks of a process's heap after a moment. A forked child begins with its parent's, a program run by exec with none.
    /// O(rows of heaps since the last step after which `index` kept them; without any, up to there).
    public func heapMap(_ pid: Int64, at moment: Moment) throws -> HeapMap {
        _ = try process(pid, at: moment)
        var map = try emptyHeapMap()
        let lives = try heapLives(pid, until: moment.step)
        var first = 0
        for (place, life) in lives.enumerated().reversed() {
            guard let kept = try keptStep(in: life) else { continue }
            try takeKeptHeap(of: life.pid, after: kept, to: &map)
            try apply(HeapLife(pid: life.pid, first: kept + 1, last: life.last), to: &map)
            first = place + 1
            break
        }
        for life in lives[first...] { try apply(life, to: &map) }
        return map
    }

    /// The heap of a program that has just begun.
    func emptyHeapMap() throws -> HeapMap {
        var map = HeapMap(heapMaximum: try heapBins().heapMaximum)
        map.memory.remapsWhatShrinks = try machineProfile()?.vm.overcommitMemory == 2
        return map
    }

    /// How the lists go by size in this run.
    func heapBins() throws -> HeapBins {
        HeapBins(try architecture(), try machineProfile()?.malloc.version ?? MallocSettings().version)
    }

    /// Whose rows of `heap` make a process's heap, in order, and from which step to which: its own since its program began or it was
    /// forked, before that its parent's.
    func heapLives(_ pid: Int64, until step: UInt64) throws -> [HeapLife] {
        let (operations, forked) = (ProcessOperation.self, Int64(ProcessOperation.fork.rawValue))
        let begins = [operations.start, .fork, .exec].map { "\($0.rawValue)" }.joined(separator: ", ")
        let rows = try database.rows(
            "SELECT op, parent, step FROM process WHERE pid = ? AND step <= ? AND op IN (\(begins)) ORDER BY step DESC, seq DESC LIMIT 1",
            [.integer(pid), SQLValue(step)]
        ) { row in (op: row.integer(0), parent: row.optionalInteger(1), step: row.integer(2)) }
        guard let begin = rows.first else { return [HeapLife(pid: pid, first: 0, last: Int64(clamping: step))] }
        let own = HeapLife(pid: pid, first: begin.step, last: Int64(clamping: step), hasBegin: true)
        guard begin.op == forked, let parent = begin.parent, begin.step > 0 else { return [own] }
        return try heapLives(parent, until: UInt64(begin.step - 1)) + [own]
    }

    /// The last step of a life after which its heap is kept. The process lives to the end of it; what went before its first row is not kept.
    private func keptStep(in life: HeapLife) throws -> Int64? {
        guard life.hasBegin, let step = try database.keptStep(of: Kept.heaps, upTo: life.last), step >= life.first else { return nil }
        return step
    }

    private func apply(_ life: HeapLife, to map: inout HeapMap) throws {
        let totals = try totalsAfterMoves(life)
        var last: Int64 = -1
        try database.forEachRow(
            "SELECT op, arena, chunk, size, requested, step FROM heap WHERE pid = ? AND step BETWEEN ? AND ? ORDER BY step, seq",
            life.parameters
        ) { row in
            guard let operation = HeapOperation(rawValue: UInt8(truncatingIfNeeded: row.integer(0))) else { return }
            let step = row.integer(5)
            if step != last, let total = totals[last] { map.memory.takeTotal(total) }
            last = step
            map.apply(
                operation, arena: row.integer(1), UInt64(bitPattern: row.integer(2)), size: UInt64(bitPattern: row.integer(3)),
                requested: row.value(4).integer.map { UInt64(bitPattern: $0) }, step: step)
        }
        if let total = totals[last] { map.memory.takeTotal(total) }
    }

    /// Bytes of all arenas after each step that got or gave back memory.
    private func totalsAfterMoves(_ life: HeapLife) throws -> [Int64: UInt64] {
        let moves = HeapOperation.movesMemory.map { "\($0.rawValue)" }.joined(separator: ", ")
        var totals: [Int64: UInt64] = [:]
        try database.forEachRow(
            """
            SELECT h.step, (SELECT s.arena FROM heap_state s WHERE s.step = h.step AND s.pid = h.pid ORDER BY s.seq DESC LIMIT 1)
            FROM heap h WHERE h.pid = ? AND h.step BETWEEN ? AND ? AND h.op IN (\(moves))
            """, life.parameters
        ) { row in
            if let total = row.optionalInteger(1) { totals[row.integer(0)] = UInt64(bitPattern: total) }
        }
        return totals
    }
}

/// Steps in which a process's rows are a heap's.
struct HeapLife {
    var pid: Int64
    var first: Int64
    var last: Int64
    /// It begins with a row of `process`.
    var hasBegin = false

    var parameters: [SQLValue] { [.integer(pid), .integer(first), .integer(last)] }
}

extension HeapOperation {
    /// What changes how much memory the arenas hold: `heap_state` of the step then has the sum.
    static let movesMemory: [HeapOperation] = [.growTop, .trimTop, .newArena, .newHeap, .freeHeap]
}
