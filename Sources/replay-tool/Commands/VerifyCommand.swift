import ArgumentParser
import Foundation
import ReplayAnalysis

/// `verify`: proves on the user's own trace that a replay is deterministic.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Replays a trace twice, in separate processes, and compares the bytes.",
        discussion: """
            Exit status: 0 the two files are equal, 1 they differ, 2 bad input.

            EXAMPLES
              replay-tool verify traces/s18-oom-demo.trace
              replay-tool verify recording.txt.zst --machine x86_64-24g
              replay-tool verify window.txt --state T0.freelists_pcp.json.zst
            """
    )

    @Argument(help: "The traces to replay, as for run.")
    var traces: [String]

    @OptionGroup var machine: MachineOptions

    func validate() throws {
        guard !traces.isEmpty else { throw ValidationError("no trace to verify") }
        guard !traces.contains("-") else { throw ValidationError("standard input cannot be replayed twice") }
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-tool-verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [1, 2].map { folder.appendingPathComponent("\($0).sqlite") }
        for file in files { Interruption.removeOnSignal(file.path) }
        Interruption.removeOnSignal(folder.path)
        for file in files { try replay(to: file) }
        let contents = try files.map { try Data(contentsOf: $0, options: .alwaysMapped) }
        guard contents[0] == contents[1] else {
            print("differs: two replays of the same input gave different bytes, first at byte \(firstDifference(contents[0], contents[1]))")
            throw ExitCode.differs
        }
        let digest = try failing { try Run(path: files[0].path).fact("digest") ?? "unknown" }
        print("same: two replays in separate processes gave the same \(contents[0].count) bytes; digest \(digest)")
    }

    private func replay(to file: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["run"] + traces + ["-o", file.path, "--quiet"] + machine.arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode.badInput }
    }

    private func firstDifference(_ a: Data, _ b: Data) -> Int {
        zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
    }
}
