/// What the benchmarks found: printed as it comes, line by line, and held against the thresholds.
struct ResultTable {
    /// The least ratios, from `thresholds.txt`.
    let thresholds: [Threshold]
    /// How many figures are below theirs.
    private(set) var missed = 0

    init(thresholds: [Threshold]) { self.thresholds = thresholds }

    /// Begins the part of a benchmark.
    func begin(_ benchmark: any Benchmark.Type) { print("\(benchmark.name): \(benchmark.about)") }

    /// A line that is no figure.
    func note(_ text: String) { print("  \(text)") }

    /// A figure, beside its reference and its threshold.
    mutating func add(_ figure: Figure) {
        var line = "  \(padded(figure.name, 28)) \(decimals(figure.value)) \(figure.unit)"
        if let reference = figure.reference, let ratio = figure.ratio {
            line += "; \(reference.name) \(decimals(reference.value)); ratio \(decimals(ratio))"
        }
        print(line + verdict(figure))
    }

    private mutating func verdict(_ figure: Figure) -> String {
        guard let ratio = figure.ratio,
            let least = thresholds.first(where: { $0.benchmark == figure.benchmark && $0.figure == figure.name })?.ratio
        else { return "" }
        if ratio < least { missed += 1 }
        return ", at least \(decimals(least)): \(ratio < least ? "MISSED" : "holds")"
    }
}
