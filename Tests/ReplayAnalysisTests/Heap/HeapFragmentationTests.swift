import ReplayStore
import Testing

@testable import ReplayAnalysis

/// `@heap_fragmentation` against the figures that the model kept of itself.
@Suite struct HeapFragmentationTests {
    @Test func freeBytesBySizeAddUpToTheFreeBytes() throws {
        let run = try HeapRun.of(real: "malloc-info/threads.rtrace")
        let query = try #require(NamedQuery(named: "heap_fragmentation"))
        let rows = try run.database.rows(query.sql) { row in
            (step: row.integer(0), free: (4..<8).map { row.integer($0) }, top: row.integer(8), retained: row.integer(10))
        }
        #expect(rows.count > 50)
        #expect(rows.allSatisfy { $0.free.reduce(0, +) == $0.retained - $0.top })
        #expect(rows.contains { $0.free.allSatisfy { $0 > 0 } })
    }
}
