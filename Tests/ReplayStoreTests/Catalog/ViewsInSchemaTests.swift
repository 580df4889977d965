import Foundation
import Testing

@testable import ReplayStore

/// Views are put into the schema as rows; SQLite must take each as if it had made it itself.
@Suite struct ViewsInSchemaTests {
    @Test func schemaIsTheOneThatCreateViewMakes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-views-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("run.sqlite").path
        try PageTransitionWriter(path: path).finish(RunSummary())
        let run = try RunFile.open(path)
        let made = try Database(path: folder.appendingPathComponent("made.sqlite").path, mode: .create)
        try made.createTables()
        for index in Catalog.indices { try made.execute(index) }
        for view in Catalog.views { try made.execute(view.sql) }
        let rows = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema WHERE type = 'view' ORDER BY rowid"
        #expect(try run.rows(rows) == made.rows(rows))
        #expect(try run.rows(rows).count == Catalog.views.count)
    }

    @Test func everyViewCompilesWithTheColumnsItDocuments() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("replay-views-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try PageTransitionWriter(path: path).finish(RunSummary())
        let run = try RunFile.open(path)
        for view in Catalog.views {
            let statement = try run.prepare("SELECT * FROM \"\(view.name)\" LIMIT 0")
            #expect(statement.columnNames == view.columns.map(\.name), "\(view.name)")
        }
    }
}
