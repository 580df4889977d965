import Foundation

/// The whole program on real recordings, from the trace's file to the run's, beside the tools that people read such recordings with: they
/// sum up, and store nothing. Every program's time is on the clock, start and end included.
struct EndToEndBenchmark: Benchmark {
    static let name = "end-to-end"
    static let about = "recordings replayed by the program, stored and not, beside perf kmem stat and heaptrack_print"

    var options = BenchmarkOptions.parseOrExit([])
    var rounds = 5

    init() {}

    init(options: BenchmarkOptions) { self.options = options }

    func run(into table: inout ResultTable) throws {
        guard ChildProgram.exists(options.tool) else {
            return table.note("not measured: no \(options.tool); make build makes it")
        }
        let folder = try ScratchFolder(in: options.folder)
        try kernel(folder, &table)
        try malloc(folder, &table)
    }

    // MARK: kmem events

    private func kernel(_ folder: ScratchFolder, _ table: inout ResultTable) throws {
        guard ChildProgram.exists("perf") else { return table.note("kmem: not measured: no perf (Debian's linux-perf)") }
        guard let recording = try recording(folder) else {
            return table.note("kmem: not measured: recording the kernel's events needs root; --recording FILE takes one made before")
        }
        let trace = folder.file("kmem.rtrace")
        let script = "perf script -i \"$1\" --ns | \"$2\" import - -o \"$3\""
        try ChildProgram(["sh", "-c", script, "sh", recording, options.tool, trace]).run()
        let answer = folder.file("answer")
        let times = try measure(trace, folder) {
            try ChildProgram(["perf", "kmem", "-i", recording, "--slab", "--page", "stat"]).run(output: answer)
        }
        try require("SUMMARY (page allocator)", in: answer)
        try report("kmem", times, "perf kmem stat", folder, &table)
    }

    /// The recording that is named, or a new one; nil where none can be made.
    private func recording(_ folder: ScratchFolder) throws -> String? {
        if let named = options.recording {
            guard access(named, R_OK) == 0 else { throw ChildProgram.Failed(description: "\(named): \(String(cString: strerror(errno)))") }
            return named
        }
        guard geteuid() == 0 else { return nil }
        let path = folder.file("kmem.data")
        try ChildProgram(["Scripts/record-kmem", path, options.large ? "6" : "1"]).run()
        return path
    }

    // MARK: malloc calls

    /// Makes the same calls every time: lists and tables of texts, made and dropped.
    private var program: [String] {
        let last = options.large ? 1_000_000 : 200_000
        let text = "my %h; for my $k (0 .. \(last)) { $h{$k % 5000} = [\"word $k\", { number => $k, name => 'x' x ($k % 300) }] }"
        return ["perl", "-e", text]
    }

    private func malloc(_ folder: ScratchFolder, _ table: inout ResultTable) throws {
        for name in ["heaptrack", "heaptrack_print", "perl"] where !ChildProgram.exists(name) {
            return table.note("malloc: not measured: no \(name)")
        }
        let environment = ["PERL_HASH_SEED=0", "PERL_PERTURB_KEYS=0"]
        let (trace, other, answer) = (folder.file("malloc.rtrace"), folder.file("heaptrack"), folder.file("answer"))
        try ChildProgram([options.tool, "record", "--malloc", "-o", trace, "--"] + program, environment: environment).run()
        try ChildProgram(["heaptrack", "-o", other] + program, environment: environment).run()
        guard let file = [".zst", ".gz"].map({ other + $0 }).first(where: { access($0, R_OK) == 0 }) else {
            return table.note("malloc: not measured: heaptrack has written nothing")
        }
        let times = try measure(trace, folder) { try ChildProgram(["heaptrack_print", "-f", file]).run(output: answer) }
        try require("calls to allocation functions", in: answer)
        try report("malloc", times, "heaptrack_print", folder, &table)
    }

    // MARK: Figures

    /// Seconds of a run that is stored, of one that is not, and of the reference.
    private func measure(_ trace: String, _ folder: ScratchFolder, _ reference: @escaping () throws -> ChildProgram.Cost) throws -> [Double]
    {
        try interleaved(
            rounds: rounds,
            [
                { try ChildProgram([options.tool, "run", trace, "-o", folder.file("run.sqlite"), "-q"]).run().seconds },
                { try ChildProgram([options.tool, "run", trace, "-o", "/dev/null", "-q"]).run().seconds },
                { try reference().seconds },
            ])
    }

    /// The reference has read its recording: what it always prints at the end is there.
    private func require(_ text: String, in answer: String) throws {
        guard try String(contentsOfFile: answer, encoding: .utf8).contains(text) else {
            throw ChildProgram.Failed(description: "\(Self.name): the reference has not printed \"\(text)\"")
        }
    }

    private func report(
        _ what: String, _ times: [Double], _ reference: String, _ folder: ScratchFolder, _ table: inout ResultTable
    ) throws {
        let run = try RunFigures(folder.file("run.sqlite"))
        let rates = times.map { Double(run.events) / $0 / 1e6 }
        for (name, rate) in zip(["stored", "not-stored"], rates) {
            table.add(
                Figure(
                    benchmark: Self.name, name: "\(what)-\(name)", value: rate, unit: "million events/s",
                    reference: (reference, rates[2])))
        }
        table.note(
            "\(what): \(run.events) events, \(run.rows) rows, \(run.bytes >> 20) MiB; seconds: stored \(decimals(times[0])), "
                + "not stored \(decimals(times[1])), \(reference) \(decimals(times[2]))")
    }
}
