import SyntheticTrace

/// Whether the whole program's cost an event and its memory stay as they are while a trace grows and its live set does not.
struct ScaleBenchmark: Benchmark {
    static let name = "scale"
    static let about = "synthetic traces of 10^6 events and more, replayed by the program: processor time an event, and peak memory"

    var options = BenchmarkOptions.parseOrExit([])
    var seed: UInt64 = 1

    init() {}

    init(options: BenchmarkOptions) { self.options = options }

    /// One length's figures.
    private struct Length {
        var events: Int
        var stored: ChildProgram.Cost
        var dropped: ChildProgram.Cost

        func nanoseconds(_ cost: ChildProgram.Cost) -> Double { cost.processorSeconds * 1e9 / Double(events) }
    }

    func run(into table: inout ResultTable) throws {
        guard ChildProgram.exists(options.tool) else {
            return table.note("not measured: no \(options.tool); make build makes it")
        }
        var before = try measure(1_000_000, &table)
        for events in options.large ? [10_000_000, 100_000_000] : [10_000_000] {
            let next = try measure(events, &table)
            // Before and after the long run, so that what else the machine does hits both sides.
            let after = try measure(1_000_000, &table)
            let name = events == 10_000_000 ? "10^7" : "10^8"
            let cost = (before.nanoseconds(before.stored) + after.nanoseconds(after.stored)) / 2
            table.add(figure("cost-\(name)", "ns an event", cost, next.nanoseconds(next.stored)))
            let memory = (mebibytes(before.stored) + mebibytes(after.stored)) / 2
            table.add(figure("memory-\(name)", "MiB", memory, mebibytes(next.stored)))
            before = after
        }
    }

    /// At 10^6 events, beside what it is later: a ratio of 1 is a figure that stays.
    private func figure(_ name: String, _ unit: String, _ first: Double, _ later: Double) -> Figure {
        Figure(benchmark: Self.name, name: name, value: first, unit: unit + " at 10^6", reference: ("at " + name.suffix(4), later))
    }

    private func mebibytes(_ cost: ChildProgram.Cost) -> Double { Double(cost.peakBytes) / 1048576 }

    private func measure(_ events: Int, _ table: inout ResultTable) throws -> Length {
        let folder = try ScratchFolder(in: options.folder)
        let (trace, output) = (folder.file("scale.rtrace"), folder.file("run.sqlite"))
        try SyntheticTrace.write(events: events, seed: seed, to: trace)
        let dropped = try ChildProgram([options.tool, "run", trace, "-o", "/dev/null", "-q"]).run()
        let stored = try ChildProgram([options.tool, "run", trace, "-o", output, "-q"]).run()
        let length = Length(events: events, stored: stored, dropped: dropped)
        let run = try RunFigures(output)
        table.note(
            "\(events) events, \(run.rows) rows, \(run.bytes >> 20) MiB: \(decimals(length.nanoseconds(stored))) ns of processor time an event, "
                + "\(decimals(stored.seconds)) s, peak \(decimals(mebibytes(stored))) MiB; not stored "
                + "\(decimals(length.nanoseconds(dropped))) ns, \(decimals(dropped.seconds)) s, \(decimals(mebibytes(dropped))) MiB")
        return length
    }
}
