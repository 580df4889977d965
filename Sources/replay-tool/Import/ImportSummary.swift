import Notation
import Replay
import TraceFormat

/// What an import found: events by kind and odd lines by counter.
struct ImportSummary {
    let format: ImportFormat
    let input: String
    /// What joins the recording's levels, where that was asked for.
    private var joiner: RecordingJoiner?
    private(set) var counts = [UInt64](repeating: 0, count: 256)
    private var heap = HeapTally()

    init(format: ImportFormat, input: String, joins: Bool) {
        self.format = format
        joiner = joins ? RecordingJoiner() : nil
        self.input = input
    }

    mutating func add(_ batch: [TraceEvent]) {
        for event in batch {
            counts[Int(event.kind.rawValue)] += 1
            heap.add(event)
        }
        if joiner != nil { for event in batch { _ = joiner!.observe(event) } }
    }

    /// All events.
    var total: UInt64 { counts.reduce(0, +) }

    /// The table: kinds in the order of their declaration, then the counters.
    func text(counters: OddityCounts) -> String {
        var lines = ["\(input): \(format.rawValue), \(total) events"]
        for kind in EventKind.allCases where counts[Int(kind.rawValue)] > 0 {
            lines.append("  \(Self.column(counts[Int(kind.rawValue)]))  \(kind.name)")
        }
        if heap.allocations > 0 { lines.append(Self.heap(heap)) }
        if !counters.entries.isEmpty { lines.append("odd lines:") }
        for counter in counters.entries { lines.append("  \(Self.column(counter.count))  \(counter.name): \(counter.oddity.doc)") }
        if let joiner { lines += Self.levels(joiner) }
        return lines.joined(separator: "\n")
    }

    /// The C library's calls in a line.
    private static func heap(_ heap: HeapTally) -> String {
        "heap: \(heap.allocations) allocations of \(heap.allocated) bytes, \(heap.frees) frees; at most \(heap.peak) bytes at once, "
            + "\(heap.live) in \(heap.liveBlocks) blocks at the end"
    }

    /// What the pages and objects belong to, and how the anonymous pages agree with rss_stat.
    private static func levels(_ joiner: RecordingJoiner) -> [String] {
        var lines: [String] = []
        for certainty in JoinCertainty.allCases {
            lines.append("\(certainty) by rule: \(joiner.counts[certainty])")
            for rule in JoinRule.allCases where rule.certainty == certainty && joiner.counts[rule] > 0 {
                lines.append("  \(column(joiner.counts[rule]))  \(rule.oddity.name)")
            }
        }
        lines.append("linear map at \(joiner.linearMap.base.hexadecimal), \(joiner.linearMap.votes) votes")
        for (name, figures) in [("growing", joiner.audit.growing), ("other", joiner.audit.falling)] where figures.samples > 0 {
            lines.append(
                "anonymous pages against rss_stat, \(name): \(figures.exact) of \(figures.samples) exact, "
                    + "error \(figures.error) pages in all, \(figures.largest) at most")
        }
        return lines
    }

    private static func column(_ number: UInt64) -> String {
        let text = "\(number)"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }
}
