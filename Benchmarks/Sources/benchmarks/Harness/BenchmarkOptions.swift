import ArgumentParser

/// What the command line tells the benchmarks that run the whole program.
struct BenchmarkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("end-to-end: a recording that perf made of kmem events; none: one is made.", valueName: "perf.data"))
    var recording: String?

    @Flag(help: "end-to-end: a recording of more than 4 million events. scale: up to 10^8 events, 25 GB of room.")
    var large = false

    @Option(help: "end-to-end, scale: where traces and runs go while they are measured.")
    var folder = "/dev/shm"

    @Option(help: "end-to-end, scale: the program, a release build.")
    var tool = ".build/release/replay-tool"
}
