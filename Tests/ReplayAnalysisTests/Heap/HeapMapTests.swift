import ReplayModel
import Testing

@testable import ReplayAnalysis
@testable import ReplayStore

/// The heap rebuilt chunk by chunk from rows against the figures that the model stored of itself.
@Suite struct HeapMapTests {
    @Test(arguments: ["s06-user-malloc", "s07-second-level", "s08-realtime", "s22-everything"])
    func chunksAddUpToTheStoredFigures(_ name: String) throws {
        let run = try ClaimRun.of(name)
        let rows = try run.database.rows(
            "SELECT step, pid, in_use, free, top, mmapped_chunks FROM heap_state h WHERE step % 7 = 0 OR step = (SELECT max(step) FROM heap_state)"
        ) { row in (0..<6).map { row.integer($0) } }
        #expect(!rows.isEmpty)
        for row in rows.suffix(60) {
            let map = try run.heaps.map(row[1], at: Moment(step: UInt64(row[0]), time: 0))
            func bytes(_ condition: (HeapMap.Bin) -> Bool) -> Int64 {
                Int64(map.bins.filter(condition).reduce(0) { $0 + $1.bytes })
            }
            #expect(bytes { $0.state == .inUse } == row[2], "in use at step \(row[0])")
            #expect(bytes { $0.state.isFree } == row[3], "free at step \(row[0])")
            #expect(bytes { $0.state == .top } == row[4], "top at step \(row[0])")
            #expect(Int64(map.bins.filter { $0.state == .mapped }.reduce(0) { $0 + $1.chunks }) == row[5], "mapped at step \(row[0])")
        }
    }

    private func row(_ operation: HeapOperation, _ chunk: UInt64, _ size: UInt64, requested: UInt64? = nil) -> HeapRow {
        HeapRow(
            operation: operation, process: ProcessID(1), arena: 0, chunk: VirtualAddress(chunk), size: size, requested: requested)
    }

    @Test func binsGoByStateAndSize() {
        var map = HeapMap()
        map.apply(row(.newArena, 0x1000, 0x21000), step: 1)
        let taken: [(address: UInt64, size: UInt64)] = [(0x1000, 32), (0x1020, 32), (0x1040, 48), (0x1070, 1040), (0x1480, 2000)]
        for chunk in taken {
            map.apply(row(.fromTop, chunk.address, chunk.size, requested: chunk.size - 8), step: 2)
        }
        map.apply(row(.toTcache, 0x1000, 32), step: 3)
        map.apply(row(.toTcache, 0x1040, 48), step: 4)
        map.apply(row(.toUnsorted, 0x1070, 1040), step: 5)
        #expect(
            map.binText == """
                STATE          SIZE  CHUNKS   BYTES
                in_use          any       2    2032
                tcache           32       1      32
                tcache           48       1      48
                unsorted  1024-2047       1    1040
                top             any       1  132016
                free            all       3    1120

                """)
    }

    @Test func theFirstPinIsTheHighestChunkThatIsNotFree() throws {
        let run = try ClaimRun.of("s06-user-malloc")
        let query = try #require(NamedQuery(named: "heap_pins"))
        let pins = try run.database.rows(query.sql) { row in (pid: row.integer(0), rank: row.integer(1), chunk: row.text(2)) }
        let first = try #require(pins.first { $0.rank == 1 })
        let map = try run.heaps.map(first.pid, at: Moment(step: .max >> 1, time: 0))
        let held = map.sorted.last { $0.chunk.state == .inUse || $0.chunk.state == .tcache || $0.chunk.state == .fastbin }
        #expect(held.map { "0x" + String($0.address, radix: 16) } == first.chunk)
    }
}
