import Foundation

@testable import Checks

/// A kernel log of `traces/`, and what is made of one.
enum LogOfFile {
    static func bytes(_ path: String) throws -> [UInt8] {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return Array(try Data(contentsOf: root.appending(path: "traces/" + path)))
    }

    static func explain(_ path: String, report: Int? = nil, more: UInt64? = nil) throws -> LogExplanation {
        try LogExplanation(try Self.bytes(path), file: path, report: report, withMemory: more)
    }

    static func explain(text: String) throws -> LogExplanation { try LogExplanation(Array(text.utf8), file: "dmesg", report: nil) }
}
