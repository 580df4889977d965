import Foundation
import Testing

@testable import ReplayModel
@testable import ReplayStore
@testable import Runs

/// Files of `PageTransitionWriter` against SQLite's own checks and against the files that SQLite writes itself.
@Suite struct PageWriterTests {
    /// Ends the step, so that a batch may be cut.
    private func cut(_ log: inout TransitionLog, _ writer: any RunWriter) throws {
        try writer.take(&log)
        log.begin(step: Step(log.step + 1))
    }

    /// SQLite 3.40.1 leaves parts of the check out (pages that nothing refers to) when there are views, so they are dropped first.
    private func findings(_ path: String, limit: Int = 100) throws -> [String] {
        let database = try Database(path: path, mode: .update)
        try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for view in try database.rows("SELECT name FROM sqlite_schema WHERE type = 'view'", [], { $0.text(0) }) {
            try database.execute("DROP VIEW \"\(view)\"")
        }
        try database.execute("COMMIT")
        return try database.rows("PRAGMA integrity_check(\(limit))") { $0.text(0) }
    }

    private func expectSound(_ run: Database) throws {
        #expect(try run.rows("PRAGMA quick_check") { $0.text(0) } == ["ok"])
        let copy = run.path + ".copy"
        try FileManager.default.copyItem(atPath: run.path, toPath: copy)
        #expect(try findings(copy) == ["ok"])
    }

    /// A file with some transition tables and nothing else, from the rows of a log.
    private func trees(_ path: String, pageSize: Int, _ tables: [TransitionTable], _ log: TransitionLog) throws -> Database {
        let database = try Database(path: path, mode: .create)
        try database.beginWriting(pageSize: pageSize)
        for table in tables { try database.execute(DataDefinition.createTable(table.schema)) }
        try database.execute("COMMIT; PRAGMA locking_mode = NORMAL; BEGIN; COMMIT")
        let file = try PageFile(path: path, pageSize: pageSize, bufferSize: 4 * pageSize)
        for (index, table) in tables.enumerated() {
            let tree = TableTree(table.schema, root: UInt32(index + 2), pageSize: pageSize)
            let buffer = log.tables[Int(table.rawValue)]
            try tree.append(0..<buffer.values.count, of: buffer, to: file)
            try tree.finish(file)
        }
        try file.finish()
        return try Database(path: path, mode: .readOnly)
    }

    private func expectEqualRows(_ one: Database, _ other: Database) throws {
        let tables = try one.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { $0.text(0) }
        #expect(tables == (try other.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { $0.text(0) }))
        for table in tables {
            let sql = "SELECT * FROM \"\(table)\""
            #expect(try one.rows(sql) == other.rows(sql), "\(table)")
        }
    }

    @Test(arguments: [(0, 1), (1, 2), (2, 3), (27, 4), (400, 5), (4000, 6)] as [(Int, UInt64)])
    func aFileHoldsTheRowsThatSQLiteWouldHaveWritten(rows: Int, seed: UInt64) throws {
        let scratch = try Scratch()
        let oracle = try SQLiteTransitionWriter(path: scratch.path("oracle"))
        var random = RandomRows(seed: seed)
        var log = TransitionLog()
        random.append(rows, to: &log, tables: TransitionTable.allCases)
        try oracle.take(&log)
        try oracle.finish(.sample)
        let run = try scratch.run { log in
            var random = RandomRows(seed: seed)
            random.append(rows, to: &log, tables: TransitionTable.allCases)
        }
        try expectSound(run)
        try expectEqualRows(run, RunFile.open(scratch.path("oracle")))
    }

    /// In pages of 512 bytes a key of 100 bytes gives few children a page, so trees are high; wide tables do not fit there.
    @Test(arguments: [512, 1024, 4096, 65536])
    func treesOfManyLevelsAreSound(pageSize: Int) throws {
        let scratch = try Scratch()
        let tables: [TransitionTable] = [.mark, .process]
        var random = RandomRows(seed: UInt64(pageSize))
        var log = TransitionLog()
        random.append(6000, to: &log, tables: tables)
        let run = try trees(scratch.path("run"), pageSize: pageSize, tables, log)
        try expectSound(run)
        let marks = log.tables[Int(TransitionTable.mark.rawValue)].values
        #expect(try run.rows("SELECT label FROM mark") { $0.integer(0) } == stride(from: 2, to: marks.count, by: 3).map { marks[$0] })
        #expect(
            try run.integer("SELECT count(*) FROM process") == Int64(log.tables[Int(TransitionTable.process.rawValue)].rowCount))
    }

    /// One more row at a time, from none over the first split to the split of an interior page.
    @Test func everyNumberOfRowsAroundAPagesEdgeIsSound() throws {
        let scratch = try Scratch()
        var log = TransitionLog()
        for count in 0...600 {
            if count > 0 {
                log.begin(step: Step(UInt64(count * 1000)))
                log.append(MarkRow(text: .init(UInt32.max)))
            }
            guard count < 120 || count % 20 < 4 else { continue }
            let run = try trees(scratch.path("\(count)"), pageSize: 512, [.mark], log)
            #expect(try run.value("PRAGMA integrity_check") == "ok", "\(count) rows")
            #expect(try run.integer("SELECT count(*) FROM mark") == Int64(count))
        }
    }

    @Test func aRowIsFoundByItsKeyWhereverItStands() throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for step in 1...3000 {
                log.begin(step: Step(UInt64(step * 2)))
                log.append(MarkRow(text: .init(UInt32(step))))
            }
        }
        let statement = try run.prepare("SELECT label FROM mark WHERE step = ? AND seq = 0")
        for step in 1...3000 {
            try statement.bind(Int64(step * 2), at: 0)
            #expect(try statement.step())
            #expect(statement.integer(0) == Int64(step))
            statement.reset()
        }
        #expect(try run.rows("SELECT step FROM mark WHERE step BETWEEN 999 AND 1003") { $0.integer(0) } == [1000, 1002])
        #expect(try run.integer("SELECT step FROM mark ORDER BY step DESC, seq DESC LIMIT 1") == 6000)
        let plan = try run.rows("EXPLAIN QUERY PLAN SELECT * FROM page WHERE step BETWEEN 1 AND 2") { $0.text(3) }
        #expect(plan == ["SEARCH page USING PRIMARY KEY (step>? AND step<?)"])
    }

    @Test func thePageOfTheLockByteIsLeftOut() throws {
        #expect(PageFormat.lockBytePage(pageSize: 4096) == 262_145)
        let locked = PageFormat.lockBytePage(pageSize: 65536)
        let first = locked - 2
        let scratch = try Scratch()
        let writer = try PageTransitionWriter(path: scratch.path("run"), pageSize: 65536, firstPage: first)
        var random = RandomRows(seed: 11)
        var log = TransitionLog()
        random.append(10_000, to: &log, tables: [.page])
        let rows = log.tables[Int(TransitionTable.page.rawValue)].rowCount
        try writer.take(&log)
        try writer.finish(.sample)
        let run = try RunFile.open(scratch.path("run"))
        #expect(try run.integer("SELECT count(*) FROM page") == Int64(rows))
        #expect(try run.integer("PRAGMA page_count") ?? 0 > Int64(locked) + 5)
        // The hole before the injected first page is all that the check may find.
        let lines = try findings(run.path, limit: 100_000).flatMap { $0.split(separator: "\n") }.dropFirst()
        let hole = try #require(lines.first?.split(separator: " ").dropFirst().first.flatMap { UInt32($0) })
        #expect(Array(lines) == (hole..<first).map { "Page \($0) is never used" })
    }

    @Test func longTextsAndBlobsOfTheSmallTablesComeBackBehindOurPages() throws {
        let scratch = try Scratch()
        var summary = RunSummary.sample
        let blob = [UInt8]((0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
        let text = String(repeating: "ä", count: 30_000)
        summary.profile = [("blob", .blob(blob)), ("text", .text(text))]
        let run = try scratch.run(summary: summary) { log in
            var random = RandomRows(seed: 12)
            random.append(2000, to: &log, tables: TransitionTable.allCases)
        }
        try expectSound(run)
        #expect(try run.rows("SELECT value FROM profile_setting ORDER BY key") { $0.value(0) } == [.blob(blob), .text(text)])
    }

    @Test func bothWritersAndTheThreadGetTheSameRowsAndTheFilesOfOneAreEqual() throws {
        let scratch = try Scratch()
        let names = ["direct", "threaded", "oracle"]
        let writers: [any RunWriter] = [
            try PageTransitionWriter(path: scratch.path(names[0])),
            PipelinedWriter(try PageTransitionWriter(path: scratch.path(names[1]))),
            try SQLiteTransitionWriter(path: scratch.path(names[2])),
        ]
        for writer in writers {
            var random = RandomRows(seed: 13)
            var log = TransitionLog()
            for _ in 0..<150 {
                random.append(40, to: &log, tables: TransitionTable.allCases)
                try cut(&log, writer)
            }
            try writer.take(&log)
            try writer.finish(.sample)
        }
        #expect(try scratch.bytes(names[0]) == scratch.bytes(names[1]))
        try expectEqualRows(RunFile.open(scratch.path(names[0])), RunFile.open(scratch.path(names[2])))
    }
}
