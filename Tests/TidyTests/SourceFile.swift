import Foundation

/// A Swift file of the repository, as text. The tidy tests read the house's rules off it.
struct SourceFile {
    /// Its path in the repository: `Sources/Replay/Engine/Engine.swift`.
    var path: String
    var lines: [String]

    /// All files below these folders of the repository, by path; but for the tidy tests, which quote what is untidy.
    static func all(in folders: [String]) throws -> [SourceFile] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
        return try folders.flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path).sorted()
                .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("TidyTests/") }
                .map { try SourceFile(path: "\(folder)/\($0)", root: root) }
        }
    }

    private init(path: String, root: URL) throws {
        self.init(path: path, text: try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))
    }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

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
