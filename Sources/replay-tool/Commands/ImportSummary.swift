import TraceFormat

/// What an import found: events by kind and odd lines by counter.
struct ImportSummary {
    let format: ImportFormat
    let input: String
    private(set) var counts = [UInt64](repeating: 0, count: 256)

    init(format: ImportFormat, input: String) {
        self.format = format
        self.input = input
    }

    mutating func add(_ batch: [TraceEvent]) {
        for event in batch { counts[Int(event.kind.rawValue)] += 1 }
    }

    /// All events.
    var total: UInt64 { counts.reduce(0, +) }

    /// The table: kinds in the order of their declaration, then the counters.
    func text(counters: [(name: String, count: UInt64)]) -> String {
        var lines = ["\(input): \(format.rawValue), \(total) events"]
        for kind in EventKind.allCases where counts[Int(kind.rawValue)] > 0 {
            lines.append("  \(Self.column(counts[Int(kind.rawValue)]))  \(kind.name)")
        }
        if !counters.isEmpty { lines.append("odd lines:") }
        for counter in counters { lines.append("  \(Self.column(counter.count))  \(counter.name)") }
        return lines.joined(separator: "\n")
    }

    private static func column(_ number: UInt64) -> String {
        let text = "\(number)"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }
}
