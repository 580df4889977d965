import Foundation
import Pages
import RealMachines
import Replay
import ReplayAnalysis
import ReplayModel
import ReplayStore
import Runs
import Testing
import TraceFormat

@testable import replay_tool

/// The real machine of `traces/real/oom/pae-1g`: its profile from its files, its traces, and what was recorded on it.
enum RealMachine {
    static let folder: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "traces/real/oom")
    }()

    static func text(_ name: String) throws -> String { try String(contentsOf: folder.appending(path: name), encoding: .utf8) }

    static func profile() throws -> MachineProfile {
        var texts: [String: String] = [:]
        for name in MachineFiles.known { texts[name] = try? text("pae-1g/before/\(name)") }
        return try MachineImport(MachineFiles(texts: texts, folder: "pae-1g")).profile
    }

    /// Replays a trace of the folder, with a starting state where one is given, and opens the run.
    static func run(_ trace: String, profile: MachineProfile, start: InitialPageState? = nil) throws -> (run: Run, folder: TemporaryFolder)
    {
        let place = try TemporaryFolder()
        let file = place.url.appending(path: "run.sqlite").path
        let reader = try TraceFile.open(folder.appending(path: trace).path)
        var profile = profile
        for pair in reader.header.all("set") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            try Setting.named(parts[0]).set(parts[1], in: &profile)
        }
        var job = ReplayJob(profile: profile, placement: .model)
        job.start = StartState(pages: start, name: "before_lazy")
        let writer = try SQLiteTransitionWriter(path: file)
        _ = try job.run([(trace, reader)], names: NameTable(), into: writer)
        return (try Run(path: file), place)
    }
}

/// Integers in a text, in order.
func integers(_ text: some StringProtocol) -> [Int64] {
    text.split { !($0.isNumber || $0 == "-") }.compactMap { Int64($0) }
}
