import Foundation
import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct RunVerificationTests {
    private let scratch: Scratch

    /// A run with rows of every table, with more of one than are read together, and with values that look like NULL.
    init() throws {
        scratch = try Scratch()
        _ = try scratch.run { log in
            for step in 1...60 {
                log.begin(step: Step(UInt64(step)))
                SampleRows.appendOneOfEach(to: &log)
                for _ in 0..<100 { log.append(SampleRows.object(.allocate, UInt64(bitPattern: RowBuffer.null))) }
            }
        }
    }

    @Test(arguments: [1, 77] as [UInt64]) func aRunIsAsItWasStored(seed: UInt64) throws {
        let found = try RunVerification(path: scratch.path("run.sqlite"))
        #expect(found.problems == [])
        #expect(found.rows > 60 * (TransitionTable.allCases.count + 100))
        var random = RandomRows(seed: seed)
        let other = try scratch.run("random.sqlite") { random.append(9000, to: &$0, tables: TransitionTable.allCases) }
        let again = try RunVerification(path: scratch.path("random.sqlite"))
        #expect(again.problems == [])
        #expect(try other.value("SELECT value FROM run WHERE key = 'digest'") == .text(again.digest))
    }

    @Test(arguments: [
        ("UPDATE object SET requested = requested + 1 WHERE step = 30 AND seq = 40", "object"),
        ("DELETE FROM mark WHERE step = 60", "mark"),
        ("UPDATE page SET gfp = NULL WHERE step = 2", "page"), ("UPDATE name SET text = text || 'x' WHERE id = 1", "name"),
        ("UPDATE counter SET count = count + 1", "counter"), ("DELETE FROM digest WHERE table_name = 'heap'", "heap"),
    ])
    func aChangedRowIsFound(statement: String, table: String) throws {
        try Database(path: scratch.path("run.sqlite"), mode: .update).execute(statement)
        let found = try RunVerification(path: scratch.path("run.sqlite"))
        #expect(found.problems.contains { $0.hasPrefix("\(table): ") }, "\(found.problems)")
    }

    @Test func aDamagedPageIsFound() throws {
        var bytes = try scratch.bytes("run.sqlite")
        let root = try #require(
            try RunFile.open(scratch.path("run.sqlite")).integer("SELECT rootpage FROM sqlite_schema WHERE name = 'object'"))
        for index in 0..<64 { bytes[(Int(root) - 1) * RunFile.pageSize + index] = 0x55 }
        try bytes.write(to: URL(fileURLWithPath: scratch.path("run.sqlite")))
        #expect(try RunVerification(path: scratch.path("run.sqlite")).problems.isEmpty == false)
    }
}
