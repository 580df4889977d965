import Foundation
import Replay
import ReplayStore
import TraceFormat

/// Opens traces and replays them into a file: what `run` and `verify` have in common.
struct Replaying {
    var traces: [String]
    var options: MachineOptions
    var until: StopPoint?
    var label: String?
    var checksEveryStep = false

    /// Replays into `output`, which appears when it is complete; on an error nothing stays.
    func run(to output: String, progress: (UInt64) -> Void = { _ in }) throws -> (report: RunReport, profile: MachineProfile) {
        let (readers, profile, placement) = try open()
        var job = ReplayJob(profile: profile, placement: placement, until: until)
        job.label = label
        job.checksEveryStep = checksEveryStep
        let writer = try SQLiteTransitionWriter(path: output)
        do {
            return (try job.run(readers, names: NameTable(), into: writer, progress: progress), profile)
        } catch {
            writer.discard()
            throw error
        }
    }

    private func open() throws -> (readers: [(name: String, reader: any TraceReader)], MachineProfile, Placement) {
        var readers: [(name: String, reader: any TraceReader)] = []
        for (index, path) in traces.enumerated() {
            let name = path == "-" ? "<stdin>" : String(path.split(separator: "/").last ?? Substring(path))
            readers.append((name, try TraceFile.open(path, source: UInt16(truncatingIfNeeded: index))))
        }
        let headers = readers.map(\.reader.header)
        return (readers, try options.profile(for: headers), try options.placement(for: headers))
    }
}

/// Says on a terminal how far the replay has come; silent anywhere else.
struct Progress {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let isQuiet: Bool

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ steps: UInt64) {
        guard isTerminal, !isQuiet, steps % 65_536 == 0 else { return }
        FileHandle.standardError.write(Data("\r\(steps) steps".utf8))
    }

    func clear() {
        guard isTerminal, !isQuiet else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K".utf8))
    }
}
