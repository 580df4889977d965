import Glibc
import Replay
import ReplayModel
import ReplayStore
import Runs
import TraceFormat

/// A whole replay with its rows dropped, written on the model's thread, and written on a thread of their own.
struct PipelineBenchmark: Benchmark {
    static let name = "pipeline"
    static let about = "a recording decoded and replayed: rows dropped, written on the model's thread, written on a thread of their own"

    var trace = "traces/real/perf-build.txt.zst"
    var folder = "/dev/shm"
    var rounds = 5

    func run(into table: inout ResultTable) throws {
        var events: UInt64 = 0
        let times = try interleaved(
            rounds: rounds,
            [
                { try replay(&events) { NullWriter() } }, { try replay(&events) { try PageTransitionWriter(path: path) } },
                { try replay(&events) { PipelinedWriter(try PageTransitionWriter(path: path)) } },
            ])
        remove(path)
        let rates = times.map { Double(events) / $0 / 1e6 }
        for (name, rate) in zip(["rows-dropped", "one-thread"], rates) {
            table.add(Figure(benchmark: Self.name, name: name, value: rate, unit: "million events/s"))
        }
        table.add(
            Figure(
                benchmark: Self.name, name: "two-threads", value: rates[2], unit: "million events/s",
                reference: ("one thread", rates[1])))
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
        return seconds(since: start)
    }
}
