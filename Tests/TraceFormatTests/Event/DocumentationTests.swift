import Foundation
import Testing

@testable import TraceFormat

@Suite struct DocumentationTests {
    private func page() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        return try String(contentsOf: root.appending(path: "docs/trace-format.md"), encoding: .utf8)
    }

    @Test func eventTableIsTheSchemas() throws {
        #expect(try page().hasSuffix(TraceSchemaTable.markdown), "paste what `replay-tool trace schema` prints into docs/trace-format.md")
    }

    @Test func exampleIsATrace() throws {
        let page = try page()
        let start = try #require(page.range(of: "```\nreplay-trace 1"))
        let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
        let example = page[page.index(start.lowerBound, offsetBy: 4)..<end.lowerBound]
        let trace = try Trace(text: String(example))
        #expect(trace.events.map(\.time) == [0, 10_000, 15_000, 20_000, 1_000_000])
        #expect(trace.header.entries.count == 3)
        #expect(trace.events[3].number(.offset) == 4096)
    }

    @Test func everyGfpAndMmapFlagIsReadable() {
        for (name, flags) in WordTable.gfpComposites + WordTable.gfpBits {
            #expect(Array(name.utf8).withUnsafeBytes { WordTable.gfp.value(of: $0) } == UInt64(flags.rawValue))
        }
        for (name, bits) in WordTable.mapBits {
            for spelling in [name, "MAP_" + name.uppercased()] {
                #expect(Array(spelling.utf8).withUnsafeBytes { WordTable.mapFlags.value(of: $0) } == UInt64(bits))
            }
        }
    }
}
