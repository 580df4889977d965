import Foundation
import RealMachines
import Testing

@Suite struct ProfileDocumentTests {
    private func page() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        return try String(contentsOf: root.appending(path: "docs/profiles.md"), encoding: .utf8)
    }

    @Test func thePageEndsWithTheGeneratedTables() throws {
        #expect(try page().hasSuffix(ProfileDocument.markdown), "paste what `replay-tool settings --markdown` prints into docs/profiles.md")
    }

    @Test func theExampleIsAProfile() throws {
        let page = try page()
        let start = try #require(page.range(of: "```yaml\n"))
        let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
        let profile = try ProfileFile.parse(String(page[start.upperBound..<end.lowerBound]), file: "docs/profiles.md")
        #expect(profile.name == "small-board")
        #expect(profile.ram.last?.end == 512 << 20)
        #expect(profile.pages.perCPULists == false)
    }
}
