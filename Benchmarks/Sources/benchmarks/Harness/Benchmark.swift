/// A part of the program, measured beside a reference in the same run.
protocol Benchmark: SendableMetatype {
    /// What it is called on the command line and in `thresholds.txt`.
    static var name: String { get }
    /// What is measured beside what, in a line.
    static var about: String { get }

    init()

    init(options: BenchmarkOptions)

    /// Measures, and adds a figure for each thing measured. What is more than a figure goes to `table.note`.
    func run(into table: inout ResultTable) throws
}

extension Benchmark {
    /// Most have no options.
    init(options: BenchmarkOptions) { self.init() }
}

/// All benchmarks, in the order in which they run.
let allBenchmarks: [any Benchmark.Type] = [
    DecodeBenchmark.self, PageAllocatorBenchmark.self, SlabBenchmark.self, FaultBenchmark.self, HeapBenchmark.self, StartBenchmark.self,
    StoreBenchmark.self, PipelineBenchmark.self, EndToEndBenchmark.self, ScaleBenchmark.self, StoreScale.self,
]
