import Foundation

/// A file of traces/real/proc: what a real kernel printed.
func real(_ name: String) throws -> String {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return try String(contentsOf: root.appending(path: "traces/real/proc/\(name)"), encoding: .utf8)
}

/// The lines of a text, without their ends.
func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) }

/// The words of a line.
func words(_ line: some StringProtocol) -> [String] { String(line).split { $0 == " " || $0 == "\t" }.map { String($0) } }
