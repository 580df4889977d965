import Foundation

/// A Swift file of the repository, as text. The tidy tests read the house's rules off it.
struct SourceFile: Sendable {
    /// Its path in the repository: `Sources/Replay/Engine/Engine.swift`.
    var path: String
    var lines: [String]

    /// All files below these folders of the repository, by path; but for the tidy tests, which quote what is untidy.
    static func all(in folders: [String]) throws -> [SourceFile] {
        try Repository.files(below: folders).filter { $0.hasSuffix(".swift") && !$0.contains("/TidyTests/") }.map(SourceFile.init(path:))
    }

    /// All Swift files of the package, the tidy tests as well.
    static func every() throws -> [SourceFile] {
        try Repository.files(below: ["Sources", "Tests", "Benchmarks/Sources", "Plugins"]).filter { $0.hasSuffix(".swift") }
            .map(SourceFile.init(path:))
    }

    init(path: String) throws { self.init(path: path, text: try Repository.text(path)) }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The first line says so, as `Scripts/generate-rows` writes it.
    var isGenerated: Bool { lines.first?.hasPrefix("// Made by ") ?? false }

    /// The lines without comments and the texts of strings.
    var code: SwiftCode { SwiftCode(lines.joined(separator: "\n")) }

    /// The lines of the declaration or statement that begins in line `first`: up to the next line that is indented no more, which the
    /// formatter makes its end.
    func block(from first: Int) -> ArraySlice<String> {
        let indent = Self.indent(lines[first])
        if lines[first].hasSuffix("}") { return lines[first...first] }
        let end = lines[(first + 1)...].firstIndex { $0.hasPrefix(indent + "}") } ?? lines.endIndex - 1
        return lines[first...end]
    }

    static func indent(_ line: String) -> String { String(line.prefix { $0 == " " }) }
}
