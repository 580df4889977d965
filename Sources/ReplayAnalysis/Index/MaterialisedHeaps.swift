import ReplayModel
import ReplayStore

/// Reads all rows of `heap` once and materialises the chunks and arenas of all living processes now and then.
///
/// Invariant: `maps` holds, of each process that lives after the last step read and has begun with a row of `process`, what
/// `Run.heapMap` says for that step.
struct MaterialisedHeaps {
    private let database: Database
    private var clock: MaterialisationClock
    private let empty: HeapMap
    private var maps: [Int64: HeapMap] = [:]
    /// Beginnings and ends of processes, in order, and the next one.
    private let events: [Placed<ProcessRow>]
    private var nextEvent = 0
    /// The step of the last row, and whose arenas it changed.
    private var step: Int64 = -1
    private var moved: Set<Int64> = []
    private let total: Statement
    private let inserts: (chunk: Statement, arena: Statement, heap: Statement)
    /// Rows materialised.
    private(set) var rows = 0
    private(set) var moments = 0

    init(_ run: Run, in database: Database, _ rule: MaterialisationRule) throws {
        self.database = database
        clock = MaterialisationClock(rule)
        empty = try run.heaps.emptyMap()
        let operations = [ProcessOperation.start, .fork, .exec, .exit].map { "\($0.rawValue)" }.joined(separator: ", ")
        events = try database.rows(
            of: ProcessRow.self, "WHERE \(ProcessRow.Column.operation) IN (\(operations)) ORDER BY step, seq")
        let state = HeapStateRow.Column.self
        total = try database.prepare(
            "SELECT \(state.arena) FROM heap_state WHERE step = ? AND \(state.process) = ? ORDER BY seq DESC LIMIT 1")
        inserts = (
            try database.prepare("INSERT INTO kept_chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
            try database.prepare("INSERT INTO kept_arena VALUES (?, ?, ?, ?, ?)"),
            try database.prepare("INSERT INTO kept_heap VALUES (?, ?, ?, ?, ?, ?, ?)")
        )
    }

    /// Precondition: a transaction is open.
    mutating func make() throws {
        let changes = try RowCursor<HeapRow>(database, "ORDER BY step, seq")
        while let change = try changes.next() {
            let next = Int64(bitPattern: change.step)
            if next != step { try advance(to: next) }
            let pid = Int64(change.row.process.rawValue)
            maps[pid, default: empty].apply(change.row, step: next)
            if HeapOperation.movesMemory.contains(change.row.operation) { moved.insert(pid) }
            clock.countRow()
        }
    }

    /// Ends the step before, materialises the state where it is due, and lets processes begin and end.
    private mutating func advance(to next: Int64) throws {
        for pid in moved.sorted() {
            try total.bind(step, at: 0)
            try total.bind(pid, at: 1)
            if try total.step() {
                if let bytes = total.optionalInteger(0) { maps[pid]?.memory.takeTotal(UInt64(bitPattern: bytes)) }
                total.reset()
            }
        }
        moved.removeAll(keepingCapacity: true)
        step = next
        if clock.next < next {
            live(upTo: (next - 1) / clock.rule.interval * clock.rule.interval)
            if let due = clock.due(before: next, { maps.values.reduce(0) { $0 + $1.materialisedRows } }) { try materialise(due) }
        }
        live(upTo: next)
    }

    /// Processes begin and end. A forked child begins with its parent's heap, a program with none.
    private mutating func live(upTo last: Int64) {
        while nextEvent < events.count, events[nextEvent].step <= last {
            let event = events[nextEvent].row
            let parent = event.operation == .fork ? event.parent : nil
            maps[Int64(event.process.rawValue)] = parent.flatMap { maps[Int64($0.rawValue)] }
            nextEvent += 1
        }
    }

    private mutating func materialise(_ step: Int64) throws {
        var count = 0
        for pid in maps.keys.sorted() {
            let map = maps[pid]!
            for (address, chunk) in map.sorted {
                try inserts.chunk.run([
                    step, pid, Int64(bitPattern: address), Int64(chunk.state.rawValue), chunk.arena, Int64(bitPattern: chunk.size),
                    chunk.requested.map { Int64(bitPattern: $0) }, chunk.step,
                ])
            }
            for (arena, extent) in map.memory.extents {
                try inserts.arena.run([step, pid, arena, Int64(bitPattern: extent.current), Int64(bitPattern: extent.maximum)])
            }
            for (arena, heaps) in map.memory.heaps.sorted(by: { $0.key < $1.key }) {
                for (place, heap) in heaps.enumerated() {
                    try inserts.heap.run([
                        step, pid, arena, Int64(place), Int64(bitPattern: heap.base), Int64(bitPattern: heap.size),
                        Int64(bitPattern: heap.unprotected),
                    ])
                }
            }
            count += map.materialisedRows
        }
        try database.noteMaterialised(Materialised.heaps, step: step, rows: Int64(count))
        rows += count
        moments += 1
    }
}

extension HeapMap {
    /// Rows that `index` needs for it.
    fileprivate var materialisedRows: Int {
        chunks.count + tops.count + memory.extents.count + memory.heaps.values.reduce(0) { $0 + $1.count }
    }
}

extension HeapMemoryFacts {
    /// What each arena holds, by arena; the main arena is there always.
    fileprivate var extents: [(Int64, Extent)] {
        [(0, main)] + sums.filter { $0.key != 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
