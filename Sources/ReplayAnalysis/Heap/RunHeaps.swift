import Heap
import ReplayModel
import ReplayStore

/// The C library's heaps of a run.
public struct RunHeaps {
    let run: Run

    /// The chunks of a process's heap after a moment. A forked child begins with its parent's, a program run by exec with none.
    /// O(rows of heaps since the last step after which `index` materialised them; without any, up to there).
    public func map(_ pid: Int64, at moment: Moment) throws -> HeapMap {
        _ = try run.processes.process(pid, at: moment)
        var map = try emptyMap()
        let lives = try self.lives(pid, until: moment.step)
        var first = 0
        for (place, life) in lives.enumerated().reversed() {
            guard let materialised = try materialisedStep(in: life) else { continue }
            try readMaterialised(of: life.pid, after: materialised, to: &map)
            try apply(HeapLife(pid: life.pid, first: materialised + 1, last: life.last), to: &map)
            first = place + 1
            break
        }
        for life in lives[first...] { try apply(life, to: &map) }
        return map
    }

    /// The heap of a program that has just begun.
    func emptyMap() throws -> HeapMap {
        var map = HeapMap(heapMaximum: try bins().heapMaximum)
        map.memory.remapsWhatShrinks = try run.machine.profile()?.vm.overcommitMemory == 2
        return map
    }

    /// How the lists go by size in this run.
    func bins() throws -> HeapBins {
        HeapBins(try run.machine.architecture(), try run.machine.profile()?.malloc.version ?? MallocSettings().version)
    }

    /// Whose rows of `heap` make a process's heap, in order, and from which step to which: its own since its program began or it was
    /// forked, before that its parent's.
    func lives(_ pid: Int64, until step: UInt64) throws -> [HeapLife] {
        let column = ProcessRow.Column.self
        let begins = [ProcessOperation.start, .fork, .exec].map { "\($0.rawValue)" }.joined(separator: ", ")
        let begin = try run.database.row(
            of: ProcessRow.self,
            "WHERE \(column.process) = ? AND step <= ? AND \(column.operation) IN (\(begins)) ORDER BY step DESC, seq DESC LIMIT 1",
            [.integer(pid), SQLValue(step)])
        guard let begin else { return [HeapLife(pid: pid, first: 0, last: Int64(clamping: step))] }
        let own = HeapLife(pid: pid, first: Int64(clamping: begin.step), last: Int64(clamping: step), hasBegin: true)
        guard begin.operation == .fork, let parent = begin.parent, begin.step > 0 else { return [own] }
        return try lives(Int64(parent.rawValue), until: begin.step - 1) + [own]
    }

    /// The last step of a life after which its heap is materialised. The process lives to the end of it; what went before its first row is
    /// not materialised.
    private func materialisedStep(in life: HeapLife) throws -> Int64? {
        guard life.hasBegin, let step = try run.database.materialisedStep(of: Materialised.heaps, upTo: life.last), step >= life.first
        else {
            return nil
        }
        return step
    }

    private func apply(_ life: HeapLife, to map: inout HeapMap) throws {
        let totals = try totalsAfterMoves(life)
        var last: Int64 = -1
        try run.database.forEachRow(
            of: HeapRow.self, "WHERE \(HeapRow.Column.process) = ? AND step BETWEEN ? AND ? ORDER BY step, seq", life.parameters
        ) { placed in
            let step = Int64(bitPattern: placed.step)
            if step != last, let total = totals[last] { map.memory.takeTotal(total) }
            last = step
            map.apply(placed.row, step: step)
        }
        if let total = totals[last] { map.memory.takeTotal(total) }
    }

    /// Bytes of all arenas after each step that got or gave back memory.
    private func totalsAfterMoves(_ life: HeapLife) throws -> [Int64: UInt64] {
        let moves = HeapOperation.movesMemory.map { "\($0.rawValue)" }.joined(separator: ", ")
        var totals: [Int64: UInt64] = [:]
        try run.database.forEachRow(
            """
            SELECT h.step, (SELECT s.arena FROM heap_state s WHERE s.step = h.step AND s.pid = h.pid ORDER BY s.seq DESC LIMIT 1) AS total
            FROM heap h WHERE h.pid = ? AND h.step BETWEEN ? AND ? AND h.op IN (\(moves))
            """, life.parameters
        ) { row in
            if let total = row.optionalInteger("total") { totals[row.integer("step")] = UInt64(bitPattern: total) }
        }
        return totals
    }

    /// The figures of the process's heap. Errors: its program has called no malloc yet.
    func figures(_ process: ProcessFacts, at moment: Moment) throws -> HeapStateRow {
        let row = try run.database.row(
            of: HeapStateRow.self,
            "WHERE \(HeapStateRow.Column.process) = ? AND step <= ? AND step >= ? ORDER BY step DESC, seq DESC LIMIT 1",
            [.integer(process.pid), SQLValue(moment.step), SQLValue(max(process.born, process.imageStep))])
        guard let row else {
            throw AnalysisError(
                "process \(process.pid) (\(process.comm)) has called no malloc up to step \(moment.step)",
                expected: "a process with a heap, or a later step")
        }
        return row.row
    }

    /// The call of a step. A recording of malloc calls has no call sites; traces may name them with `caller=`.
    func caller(of step: Int64) throws -> HeapCaller {
        guard let event = try run.database.row(of: EventRow.self, "WHERE step = ? ORDER BY seq LIMIT 1", [.integer(step)])?.row else {
            return HeapCaller()
        }
        var call = HeapCaller(time: "\(event.time)", thread: event.task.map { "\($0)" } ?? "-")
        if let slot = event.kind.slot(of: .caller), let value = event.arguments[Int(slot)] {
            call.caller = event.named & (1 << slot) != 0 ? try run.name(value.word) : "0x" + value.hex()
        }
        return call
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

extension Run {
    /// What is asked of the C library's heaps.
    public var heaps: RunHeaps { RunHeaps(run: self) }
}
