import Foundation
import Testing

/// The documents hang together: each is reached from README.md, and every link leads somewhere.
@Suite struct DocumentTests {
    @Test func everyDocumentIsReachedFromTheReadme() throws {
        var (reached, open): (Set<String>, [String]) = (["README.md"], ["README.md"])
        while let path = open.popLast() {
            for link in try Self.links(in: path) where link.file.hasSuffix(".md") && Repository.exists(link.file) {
                if reached.insert(link.file).inserted { open.append(link.file) }
            }
        }
        let lost = try Self.documents().filter { $0.hasPrefix("docs/") && !reached.contains($0) }
        #expect(lost.isEmpty, "No way leads from README.md to these; link them where a reader would look: \(lost.joined(separator: ", "))")
    }

    @Test func everyLinkLeadsSomewhere() throws {
        let problems = try Self.documents().flatMap { path in
            try Self.links(in: path).compactMap { link -> String? in
                guard Repository.exists(link.file) else { return "\(path):\(link.line): there is no \(link.file)" }
                guard let heading = link.heading, link.file.hasSuffix(".md") else { return nil }
                let isThere = try Self.anchors(in: link.file).contains(heading)
                return isThere ? nil : "\(path):\(link.line): \(link.file) has no heading #\(heading)"
            }
        }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test func linksAreRead() {
        let text = "See [a](b.md#the-c), [d](../e).\n```\n[x](y)\n```\n[web](https://a.b/c) ![p](#here)"
        #expect(
            Self.links(in: text, of: "docs/f.md") == [
                Link(line: 1, file: "docs/b.md", heading: "the-c"), Link(line: 1, file: "e", heading: nil),
                Link(line: 5, file: "docs/f.md", heading: "here"),
            ])
        #expect(Self.anchor("## What `run` does, and why?") == "what-run-does-and-why")
    }

    private struct Link: Equatable {
        var line: Int
        /// From the repository's root.
        var file: String
        var heading: String?
    }

    private static func documents() throws -> [String] {
        let traces = try Repository.files(below: ["docs", "traces"]).filter { $0.hasSuffix(".md") }
        return try FileManager.default.contentsOfDirectory(atPath: Repository.root.path).filter { $0.hasSuffix(".md") }.sorted() + traces
    }

    private static func links(in path: String) throws -> [Link] { links(in: try Repository.text(path), of: path) }

    /// Links to files of the repository.
    private static func links(in text: String, of path: String) -> [Link] {
        prose(text).flatMap { number, line in
            line.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }.filter { !$0.contains(/^[a-z]+:/) }.map { target in
                let halves = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let folder = path.split(separator: "/").dropLast().map(String.init)
                let file = halves[0].isEmpty ? path : resolve(folder + halves[0].split(separator: "/").map(String.init))
                return Link(line: number, file: file, heading: halves.count > 1 ? halves[1] : nil)
            }
        }
    }

    private static func resolve(_ parts: [String]) -> String {
        parts.reduce(into: [String]()) { path, part in
            if part == ".." { _ = path.popLast() } else if part != "." { path.append(part) }
        }.joined(separator: "/")
    }

    /// The lines outside of code, with their numbers.
    private static func prose(_ text: String) -> [(Int, Substring)] {
        var isCode = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            if line.hasPrefix("```") { isCode.toggle() }
            return isCode ? nil : (index + 1, line)
        }
    }

    private static func anchors(in path: String) throws -> Set<String> {
        Set(prose(try Repository.text(path)).map(\.1).filter { $0.hasPrefix("#") }.map { anchor(String($0)) })
    }

    /// What forges call a heading in a link.
    private static func anchor(_ heading: String) -> String {
        let title = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(title.compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : nil })
    }
}
