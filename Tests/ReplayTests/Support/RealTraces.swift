import Foundation

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// Excerpts of real recordings in `traces/real`.
enum RealTraces {
    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../traces/real").standardized
    }

    /// The names of the files in a folder, sorted.
    static func names(in folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter { $0.hasSuffix(ending) }.sorted()
    }

    /// The lines of a file, split at blanks.
    static func rows(_ path: String) throws -> [[Substring]] {
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").map { $0.split(separator: " ") }
    }
}
