import Foundation
import ReplayStore
import Testing

@testable import ReplayAnalysis

/// What `index` materialises changes no answer.
@Suite struct RunIndexTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-index-\(UUID().uuidString)")

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A run and a copy of it that is indexed, states at every 20 steps.
    private func runs(events: Int, seed: UInt64, parts: [String] = RunIndex.parts) throws -> (plain: Run, indexed: Run) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let plain = try BusyTrace.replay(BusyTrace.text(events: events, seed: seed), to: path("plain.sqlite"), keyframes: .max)
        try FileManager.default.copyItem(atPath: path("plain.sqlite"), toPath: path("indexed.sqlite"))
        var index = try RunIndex(path: path("indexed.sqlite"))
        index.rule.interval = 20
        index.rule.rowsForEach = 0
        try index.make(parts) { _ in }
        return (plain, try Run(path: path("indexed.sqlite")))
    }

    @Test func everyViewSaysTheSameFromMaterialisedStates() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (plain, indexed) = try runs(events: 1200, seed: 11, parts: [Materialised.pages, Materialised.heaps])
        #expect(try indexed.database.materialisedSteps(of: Materialised.pages).count > 20)
        #expect(try indexed.database.materialisedSteps(of: Materialised.heaps).count > 20)
        let views: [ProcView] = [.smaps, .pagemap, .heap, .heapBins, .heapPins, .mallocInfo, .translate]
        for step in try BusyTrace.steps(7, of: plain) {
            #expect(try BusyTrace.show(views, of: indexed, at: step) == BusyTrace.show(views, of: plain, at: step), "step \(step)")
        }
    }

    /// Right after each materialised state the chunks are those that the rows say, whatever forked, ran another program or exited.
    @Test func everyMaterialisedStateIsTheOneThatTheRowsSay() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (plain, indexed) = try runs(events: 800, seed: 5, parts: [Materialised.pages, Materialised.heaps])
        for step in try indexed.database.materialisedSteps(of: Materialised.heaps).suffix(12) {
            let moment = Moment(step: UInt64(step), time: 0)
            for pid in try plain.processes.living(at: moment).map(\.pid) {
                #expect(try indexed.heaps.map(pid, at: moment) == plain.heaps.map(pid, at: moment), "heap of \(pid), step \(step)")
                #expect(try indexed.heaps.map(pid, at: moment).memory == plain.heaps.map(pid, at: moment).memory)
            }
        }
        for step in try indexed.database.materialisedSteps(of: Materialised.pages).suffix(12) {
            let moment = Moment(step: UInt64(step), time: 0)
            let expected = try plain.addressSpaces.pageMaps(at: moment).filter { !$0.value.entries.isEmpty }
            #expect(try indexed.addressSpaces.pageMaps(at: moment) == expected, "step \(step)")
        }
    }

    @Test func everyMaterialisedAnswerIsTheQuerys() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (plain, indexed) = try runs(events: 1000, seed: 2)
        var filled = 0
        for answer in MaterialisedAnswer.all {
            let query = try #require(NamedQuery(named: answer.query))
            for parameters in [[], ["limit"], ["pid"], ["label"]] {
                guard let sql = try MaterialisedAnswer.sql(of: answer.query, in: indexed.database, parameters: parameters) else { continue }
                let values: [String: SQLValue] = ["limit": .integer(3), "pid": .integer(100), "label": .text("boot")]
                let retained = try ask(indexed.database, sql, parameters, values)
                #expect(retained == (try ask(plain.database, query.sql, parameters, values)), "@\(answer.query) \(parameters)")
                if !retained.isEmpty { filled += 1 }
            }
        }
        #expect(filled > 15)
        #expect(try MaterialisedAnswer.sql(of: "pins", in: indexed.database, parameters: ["ord"]) == nil)
        #expect(try MaterialisedAnswer.sql(of: "callers", in: plain.database, parameters: []) == nil)
    }

    private func ask(_ database: Database, _ sql: String, _ names: [String], _ values: [String: SQLValue]) throws -> [[SQLValue]] {
        let statement = try database.prepare(sql)
        for name in names { #expect(try statement.bind(values[name]!, named: name)) }
        var rows: [[SQLValue]] = []
        while try statement.step() { rows.append(statement.values) }
        return rows
    }

    @Test func anIndexIsMadeOnceAndTakenAwayWhole() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (plain, indexed) = try runs(events: 600, seed: 9)
        let digests = "SELECT * FROM digest ORDER BY table_name"
        #expect(try indexed.database.rows(digests) == plain.database.rows(digests))
        #expect(try indexed.database.value("PRAGMA quick_check")?.text == "ok")
        let index = try RunIndex(path: path("indexed.sqlite"))
        var outcomes: [RunIndex.Outcome] = []
        try index.make { outcomes.append($0.outcome) }
        #expect(outcomes == RunIndex.parts.map { _ in .present })
        #expect(try index.drop() > 0)
        let left = try Run(path: path("indexed.sqlite")).database
        #expect(
            try left.rows("SELECT name, sql FROM sqlite_schema ORDER BY 1, 2")
                == plain.database.rows("SELECT name, sql FROM sqlite_schema ORDER BY 1, 2"))
        #expect(try left.value("PRAGMA quick_check")?.text == "ok")
        #expect(try !left.hasMaterialisedTables())
    }

    /// A part that was not finished is not there; one of another format is not read.
    @Test func onlyWholePartsOfThisFormatAreRead() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (plain, _) = try runs(events: 600, seed: 4, parts: [Materialised.pages])
        let database = try RunFile.openToIndex(path("indexed.sqlite"))
        #expect(throws: StoreError.self) {
            try database.transaction {
                try database.noteMaterialised(Materialised.heaps, step: 40, rows: 1)
                try database.execute("no such statement")
            }
        }
        #expect(try database.materialisedSteps(of: Materialised.heaps).isEmpty)
        try database.execute("UPDATE kept SET rows = rows + 1 WHERE part = 'format'; UPDATE kept_page SET pfn = 1")
        let step = try plain.lastStep()
        let other = try Run(path: path("indexed.sqlite"))
        #expect(
            try other.show(.pagemap, pid: 100, at: other.moment("\(step)")) == plain.show(.pagemap, pid: 100, at: plain.moment("\(step)")))
    }
}
