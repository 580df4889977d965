import ArgumentParser
import Platform
import ReplayAnalysis
import ReplayStore

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
        let folder = try makeFolder()
        defer { Folder.remove(folder) }
        let files = [1, 2].map { "\(folder)/\($0).sqlite" }
        for file in files + [folder] { Interruption.removeOnSignal(file) }
        for file in files { try replay(to: file) }
        switch try failing({ try FileComparison(files[0], files[1]) }) {
        case .different(let place):
            try StandardOutput.write("differs: two replays of the same input gave different bytes, first at byte \(place)\n")
            throw ExitCode.differs
        case .equal(let bytes):
            let digest = try failing { try Run(path: files[0]).fact("digest") ?? "unknown" }
            try StandardOutput.write("same: two replays in separate processes gave the same \(bytes) bytes; digest \(digest)\n")
        }
    }

    /// Whether a file begins as SQLite's do.
    private static func isDatabase(_ path: String) -> Bool {
        (try? WholeFile.bytes(path, atMost: 16)) == Array("SQLite format 3\0".utf8)
    }

    private func readAgain(_ path: String) throws {
        let found = try failing { try RunVerification(path: path) }
        guard found.problems.isEmpty else {
            for problem in found.problems { try StandardOutput.write("differs: \(problem)\n") }
            throw ExitCode.differs
        }
        try StandardOutput.write("same: \(found.rows) rows of \(found.tables) tables are as they were stored; digest \(found.digest)\n")
    }

    private func makeFolder() throws -> String {
        do { return try Folder.makeTemporary("replay-tool-verify-") } catch {
            complain("no folder for the two runs can be made: \(error)")
            throw ExitCode.badInput
        }
    }

    private func replay(to file: String) throws {
        let words = ["replay-tool", "run"] + traces + ["-o", file, "--quiet"] + machine.arguments
        do {
            let outcome = try ChildProgram(file: "/proc/self/exe", arguments: words).runBeside()
            guard outcome.status == 0 else { throw ExitCode.badInput }
        } catch let failure as ChildProgram.Failure {
            complain("a replay cannot be started: \(failure.reason)")
            throw ExitCode.badInput
        }
    }
}
