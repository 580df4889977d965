import Foundation
import ProcFiles
import Testing

/// A file of traces/real: what a real kernel printed.
func real(_ name: String) throws -> String {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return try String(contentsOf: root.appending(path: "traces/real/\(name)"), encoding: .utf8)
}

/// Reads a real file.
func read<Format: ProcFormat>(_ name: String, as format: Format.Type = Format.self) throws -> Format {
    try Format(try real(name), file: name)
}

/// A real file reads and prints as it was.
func expectSameText<Format: ProcFormat>(_ name: String, _ format: Format.Type) throws {
    let text = try real(name)
    #expect(try Format(text, file: name).text == text, "\(name)")
}

/// The lines of a text, without their ends.
func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) }

/// The words of a line.
func words(_ line: some StringProtocol) -> [String] { String(line).split { $0 == " " || $0 == "\t" }.map { String($0) } }
