import Foundation

/// Excerpts of real recordings in `traces/real`.
enum RealTraces {
    /// The lines of a file, split at blanks.
    static func rows(_ path: String) throws -> [[Substring]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../traces/real").standardized
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").map { $0.split(separator: " ") }
    }
}
