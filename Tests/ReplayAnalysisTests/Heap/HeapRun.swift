import Foundation
import ReplayModel
import ReplayStore
import Runs
import Testing
import TraceFormat

@testable import ReplayAnalysis

/// Runs of traces that a test writes down or that stand in traces/real.
enum HeapRun {
    /// Replays the lines of a text trace on x86_64-1g.
    static func of(lines text: String, settings: [(String, String)] = []) throws -> Run {
        let bytes = Array("replay-trace 1\nheader profile x86_64-1g\n\(text)\n".utf8)
        return try replay(TraceFile.open(ByteSource(name: "heap", bytes: bytes)), settings)
    }

    static func of(real name: String) throws -> Run {
        try replay(TraceFile.open(ClaimRun.traces.appending(path: "real/\(name)").path), [])
    }

    private static func replay(_ reader: any TraceReader, _ settings: [(String, String)]) throws -> Run {
        var profile = try #require(MachineProfile.builtIn(named: reader.header.first("profile") ?? "x86_64-1g"))
        for (key, value) in settings { try Setting.named(key).set(value, in: &profile) }
        let file = ClaimRun.folder.appending(path: "\(UUID().uuidString).sqlite")
        _ = try ReplayJob(profile: profile, placement: .model)
            .run([("heap", reader)], names: NameTable(), into: PageTransitionWriter(path: file.path))
        return try Run(path: file.path)
    }
}

extension Run {
    /// The process of the heap's rows, where there is one.
    func heapProcess() throws -> Int64 { try #require(try database.integer("SELECT pid FROM heap LIMIT 1")) }
}
