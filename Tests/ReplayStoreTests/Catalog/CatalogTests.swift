import Foundation
import Testing
import TraceFormat

@testable import ReplayModel
@testable import ReplayStore

@Suite struct CatalogTests {
    @Test(arguments: [false, true])
    func everyViewRuns(filled: Bool) throws {
        let scratch = try Scratch()
        let run = try run(scratch, filled: filled)
        for view in Catalog.views {
            let rows = try run.rows("SELECT * FROM \"\(view.name)\"")
            if !filled, view.name != "mark_interval", view.name != "kernel_transition" { #expect(rows == [], "\(view.name)") }
        }
    }

    @Test(arguments: [false, true])
    func everyNamedQueryRuns(filled: Bool) throws {
        let scratch = try Scratch()
        let run = try run(scratch, filled: filled)
        for query in NamedQuery.all { _ = try run.rows(query.sql) }
    }

    @Test func everyReadableViewShowsItsRow() throws {
        let scratch = try Scratch()
        let run = try run(scratch, filled: true)
        for view in Catalog.readable { #expect(try run.integer("SELECT count(*) FROM \(view.name)") == 1, "\(view.name)") }
    }

    private func run(_ scratch: Scratch, filled: Bool) throws -> Database {
        try scratch.run { log in
            guard filled else { return }
            log.begin(step: Step(1))
            SampleRows.appendOneOfEach(to: &log)
        }
    }

    @Test func everyColumnOfEveryTableAndViewIsDocumentedInOrder() throws {
        let scratch = try Scratch()
        let run = try scratch.run()
        let names = try run.rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name") { $0.text(0) }
        #expect(names == SchemaDoc.all.map(\.name).sorted())
        for name in names {
            let real = try run.rows("SELECT name FROM pragma_table_info(?)", [.text(name)]) { $0.text(0) }
            let documented = try run.rows(
                "SELECT column_name FROM schema_doc WHERE table_name = ? AND kind = 'column' ORDER BY position", [.text(name)]
            ) { $0.text(0) }
            #expect(documented == real, "\(name)")
        }
        #expect(try run.integer("SELECT count(*) FROM schema_doc WHERE trim(doc) = ''") == 0)
    }

    @Test func everySQLFileIsListed() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/ReplayStore").standardized
        func names(_ folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: sources.appendingPathComponent(folder).path)
                .map { String($0.dropLast(4)) }.sorted()
        }
        #expect(try names("Views") == Catalog.topics.map(\.name).sorted())
        #expect(try names("Queries") == NamedQuery.all.map(\.name))
    }

    @Test func readableViewsGiveWordsNamesAndHexadecimal() throws {
        let scratch = try Scratch()
        let run = try run(scratch, filled: true)
        #expect(
            try run.rows("SELECT time, op, cache, cache_id, address, caller FROM v_object")
                == [[100, "allocate", "kmalloc-64", 1, "0xffff888000008000", "kmalloc-64"]])
        #expect(try run.rows("SELECT zone, migratetype, owner FROM v_page") == [["DMA", "movable", "slab"]])
        #expect(try run.rows("SELECT v.pfn = printf('0x%x', p.pfn) FROM v_page v JOIN page p USING (step, seq)") == [[1]])
        #expect(try run.rows("SELECT kind, arguments FROM v_event") == [["mark", "text=kmalloc-64"]])
        #expect(try run.rows("SELECT step, text FROM event_mark") == [[1, "kmalloc-64"]])
    }

    /// By SQL and by Swift: every single flag, every pair, and what has no name.
    @Test func flagsHaveTheSameWordsInViews() throws {
        let bits = (0..<28).map { UInt32(1) << $0 } + [1 << 31]
        let pairs = bits.flatMap { first in bits.map { first | $0 } }
        let sums = GfpFlags.names.flatMap { named in bits.map { named.flags.rawValue | $0 } }
        let values = [0] + pairs + sums + sums.map { $0 ^ 0x40_0cc0 }
        let run = try run(try Scratch(), filled: true)
        let list = values.map { "(\($0))" }.joined(separator: ",")
        let found = try run.rows("WITH t(gfp) AS (VALUES \(list)) SELECT \(GfpWords.sql("t.gfp")) FROM t")
        #expect(found == values.map { [.text(GfpFlags(rawValue: $0).words)] })
        #expect(GfpFlags([.highUserMovable, .zero]).words == "GFP_HIGHUSER_MOVABLE|__GFP_ZERO")
        #expect(GfpFlags(rawValue: 1 << 31).words == "0x80000000")
    }
}
