import Foundation
import ReplayStore
import Testing

@Suite struct SchemaDocumentTests {
    @Test func theDocumentInTheTreeIsTheGeneratedOne() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/schema.md").standardized
        let stored = try String(contentsOf: path, encoding: .utf8)
        #expect(stored == SchemaDocument.markdown, "run: replay-tool schema > docs/schema.md")
    }
}
