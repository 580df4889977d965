import Glibc
import Replay
import ReplayStore
import TraceFormat

/// A whole replay with its rows dropped, written on the model's thread, and written on a thread of their own.
struct PipelineBenchmark {
    var trace = "traces/real/perf-build.txt.zst"
    var folder = "/dev/shm"
    var rounds = 5

    /// Takes rows and forgets them.
    private struct Nowhere: TransitionSink {
        func take(_ log: inout TransitionLog) { log.removeRows() }
        func finish(_ summary: RunSummary) {}
    }

    func run() throws {
        var times = [[Double]](repeating: [], count: 3)
        var events: UInt64 = 0
        for _ in 0..<rounds {
            times[0].append(try replay(&events) { Nowhere() })
            times[1].append(try replay(&events) { try PageTransitionWriter(path: path) })
            times[2].append(try replay(&events) { PipelinedWriter(try PageTransitionWriter(path: path)) })
        }
        remove(path)
        print("pipeline: \(events) events of \(trace), decoded, replayed and stored; medians of \(rounds) interleaved rounds")
        for (name, times) in zip(["rows dropped", "written on the model's thread", "written on a second thread"], times) {
            let seconds = times.sorted()[rounds / 2]
            print("  \(padded(name)) \(decimals(seconds * 1e3)) ms: \(decimals(Double(events) / seconds / 1e6)) million events/s")
        }
    }

    private var path: String { "\(folder)/replay-pipeline-benchmark.sqlite" }

    private func replay(_ events: inout UInt64, _ sink: () throws -> some TransitionSink) throws -> Double {
        remove(path)
        let start = ContinuousClock.now
        let reader = try TraceFile.open(trace, source: 0)
        let profile = MachineProfile.builtIn(named: reader.header.first("profile") ?? "x86_64-24g")!
        let placement: Placement = reader.header.first("placement") == "recorded" ? .recorded : .model
        let job = ReplayJob(profile: profile, placement: placement)
        events = try job.run([(name: "trace", reader: reader)], names: NameTable(), into: sink()).traceEvents
        let parts = (ContinuousClock.now - start).components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }
}
