import Foundation
import Testing

@testable import ReplayStore

@Suite struct SchemaDocumentTests {
    @Test func theDocumentInTheTreeIsTheGeneratedOne() throws {
        #expect(try stored("schema.md") == SchemaDocument.markdown, "run: replay-tool schema > docs/schema.md")
    }

    @Test func theOdditiesInTheTreeAreTheRegistry() throws {
        #expect(try stored("oddities.md") == OddityDocument.markdown, "run: replay-tool schema --oddities > docs/oddities.md")
    }

    private func stored(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs").standardized
        return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// Every table, view, column and named query, as Datasette looks for them.
    @Test func datasettesMetadataHasAll() throws {
        let json = try JSONSerialization.jsonObject(with: Data(DatasetteMetadata.json(database: "out").utf8)) as? [String: Any]
        let run = try #require((json?["databases"] as? [String: [String: Any]])?["out"])
        let tables = try #require(run["tables"] as? [String: [String: Any]])
        #expect(tables.keys.sorted() == SchemaDoc.all.map(\.name).sorted())
        for entry in SchemaDoc.all {
            let columns = tables[entry.name]?["columns"] as? [String: String]
            #expect(columns?.keys.sorted() == entry.columns.map(\.name).sorted(), "\(entry.name)")
        }
        let queries = try #require(run["queries"] as? [String: [String: String]])
        for query in NamedQuery.all { #expect(queries[query.name]?["sql"] == query.sql) }
    }
}
