// `swift run -c release --package-path Benchmarks benchmarks [NAME…] [LOG…]` from the project's folder: all benchmarks, or those named.
// A word with a slash is the log of malloc calls that `heap` is to play instead of its own.
let names = CommandLine.arguments.dropFirst().filter { !$0.contains("/") }
let logs = CommandLine.arguments.dropFirst().filter { $0.contains("/") }
let heap = logs.isEmpty ? HeapBenchmark() : HeapBenchmark(logs: logs)
let benchmarks: [(name: String, run: () throws -> Void)] = [
    ("page-allocator", { PageAllocatorBenchmark.runAll() }),
    ("heap", { try heap.run() }),
    ("heap-model-only", { try heap.profile(20) }),
    ("start", { StartBenchmark().run() }),
    ("store", { try StoreBenchmark().run() }),
    ("pipeline", { try PipelineBenchmark().run() }),
    ("store-scale", { try StoreScale().run() }),
]
for benchmark in benchmarks where names.contains(benchmark.name) || names.isEmpty && benchmark.name != "heap-model-only" {
    try benchmark.run()
}
