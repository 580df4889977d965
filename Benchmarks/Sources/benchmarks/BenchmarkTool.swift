import ArgumentParser
import Foundation

/// The command of this package.
@main
struct BenchmarkTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measures parts of replay-tool beside references, and holds the ratios against thresholds.",
        discussion: """
            Run it from the project's folder. Medians of interleaved rounds; ratios hold, times are the machine's.

            EXIT STATUS
              0  every ratio holds
              1  one is below its threshold
              2  the arguments are wrong, or a file is missing

            EXAMPLES
              swift run -c release --package-path Benchmarks benchmarks
              swift run -c release --package-path Benchmarks benchmarks store page-allocator
              swift run -c release --package-path Benchmarks benchmarks --list
              sudo make bench BENCH='end-to-end --large'
              swift run -c release --package-path Benchmarks benchmarks end-to-end --recording kmem.data
            """)

    @Argument(help: ArgumentHelp("Benchmarks to run; all when none is named.", valueName: "name"))
    var names: [String] = []

    @Flag(help: "List the benchmarks.")
    var list = false

    @Option(help: "The least ratios.")
    var thresholds = "Benchmarks/thresholds.txt"

    @OptionGroup var options: BenchmarkOptions

    func validate() throws {
        let known = allBenchmarks.map { $0.name }
        for name in names where !known.contains(name) {
            throw ValidationError("no benchmark \"\(name)\"; expected one of \(known.joined(separator: ", "))")
        }
    }

    /// As the parser's own, but with exit code 2 where the arguments are wrong.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            let isHelp = exitCode(for: error).isSuccess
            if isHelp { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            exit(withError: ExitCode(2))
        }
    }

    func run() throws {
        if list {
            for benchmark in allBenchmarks { print("\(padded(benchmark.name, 16)) \(benchmark.about)") }
            return
        }
        var table = ResultTable(thresholds: try Threshold.read(thresholds))
        for benchmark in allBenchmarks where names.isEmpty || names.contains(benchmark.name) {
            table.begin(benchmark)
            try benchmark.init(options: options).run(into: &table)
        }
        if table.missed > 0 {
            print("\(table.missed) below their thresholds")
            throw ExitCode(1)
        }
    }
}
