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
            let map = try run.heapMap(row[1], at: Moment(step: UInt64(row[0]), time: 0))
            func bytes(_ condition: (HeapMap.Bin) -> Bool) -> Int64 {
                Int64(map.bins.filter(condition).reduce(0) { $0 + $1.bytes })
            }
            #expect(bytes { $0.state == .inUse } == row[2], "in use at step \(row[0])")
            #expect(bytes { $0.state.isFree } == row[3], "free at step \(row[0])")
            #expect(bytes { $0.state == .top } == row[4], "top at step \(row[0])")
            #expect(Int64(map.bins.filter { $0.state == .mapped }.reduce(0) { $0 + $1.chunks }) == row[5], "mapped at step \(row[0])")
        }
    }

    @Test func binsGoByStateAndSize() {
        var map = HeapMap()
        map.apply(.newArena, arena: 0, 0x1000, size: 0x21000, requested: nil, step: 1)
        let taken: [(address: UInt64, size: UInt64)] = [(0x1000, 32), (0x1020, 32), (0x1040, 48), (0x1070, 1040), (0x1480, 2000)]
        for chunk in taken {
            map.apply(.fromTop, arena: 0, chunk.address, size: chunk.size, requested: chunk.size - 8, step: 2)
        }
        map.apply(.toTcache, arena: 0, 0x1000, size: 32, requested: nil, step: 3)
        map.apply(.toTcache, arena: 0, 0x1040, size: 48, requested: nil, step: 4)
        map.apply(.toUnsorted, arena: 0, 0x1070, size: 1040, requested: nil, step: 5)
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
        let map = try run.heapMap(first.pid, at: Moment(step: .max >> 1, time: 0))
        let held = map.sorted.last { $0.chunk.state == .inUse || $0.chunk.state == .tcache || $0.chunk.state == .fastbin }
        #expect(held.map { "0x" + String($0.address, radix: 16) } == first.chunk)
    }
}
