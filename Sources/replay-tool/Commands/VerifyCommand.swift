import ArgumentParser
import Foundation
import ReplayAnalysis
import ReplayStore
import Virtual

/// `verify`: proves on the user's own trace that a replay is deterministic, or of a run that it is what was stored.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Replays a trace twice and compares the bytes, or reads a run again.",
        discussion: """
            A trace is replayed twice, in separate processes. Of a run every row is read and digested, and compared with the digests that \
            the run wrote about itself, after SQLite's quick_check of the file; what index keeps is no part of that.

            Exit status: 0 the two files are equal, the run is as it was stored; 1 not; 2 bad input.

            EXAMPLES
              replay-tool verify run.sqlite
              replay-tool verify traces/s18-oom-demo.trace
              replay-tool verify recording.txt.zst --machine x86_64-24g
              replay-tool verify window.txt --state T0.freelists_pcp.json.zst
            """
    )

    @Argument(help: "The traces to replay, as for run; or one run.")
    var traces: [String]

    @OptionGroup var machine: MachineOptions

    func validate() throws {
        guard !traces.isEmpty else { throw ValidationError("no trace to verify") }
        guard !traces.contains("-") else { throw ValidationError("standard input cannot be replayed twice") }
    }

    func run() throws {
        if traces.count == 1, Self.isDatabase(traces[0]) { return try readAgain(traces[0]) }
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

    /// Whether a file begins as SQLite's do.
    private static func isDatabase(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        return (try? file.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
    }

    private func readAgain(_ path: String) throws {
        let found = try failing { try RunVerification(path: path) }
        guard found.problems.isEmpty else {
            for problem in found.problems { print("differs: \(problem)") }
            throw ExitCode.differs
        }
        print("same: \(found.rows) rows of \(found.tables) tables are as they were stored; digest \(found.digest)")
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
