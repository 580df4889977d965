// `swift run -c release --package-path Benchmarks benchmarks [NAME…]` from the project's folder: all benchmarks, or those named.
let names = CommandLine.arguments.dropFirst()
let benchmarks: [(name: String, run: () throws -> Void)] = [
    ("page-allocator", { PageAllocatorBenchmark.runAll() }),
    ("decode", { try DecodeBenchmark().run() }),
    ("start", { StartBenchmark().run() }),
    ("store", { try StoreBenchmark().run() }),
    ("pipeline", { try PipelineBenchmark().run() }),
    ("store-scale", { try StoreScale().run() }),
]
for benchmark in benchmarks where names.isEmpty || names.contains(benchmark.name) { try benchmark.run() }
