import Foundation
import ReplayStore
import Testing

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
}
