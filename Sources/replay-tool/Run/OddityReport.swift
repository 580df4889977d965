import TraceFormat

/// What was odd about a run, for its last words: the gravest first, how a recording's levels were joined last.
struct OddityReport {
    private let counters: [OddityCount]

    init(_ counters: [OddityCount]) { self.counters = counters }

    var lines: [String] {
        let graves = OddSeverity.allCases.reversed()
        let groups = graves.flatMap { severity in
            Self.group(severity.title, counters.filter { $0.oddity.severity == severity && !$0.oddity.isJoinStatistic })
        }
        return groups + Self.group("how the recording's levels were joined", counters.filter(\.oddity.isJoinStatistic))
    }

    private static func group(_ title: String, _ counters: [OddityCount]) -> [String] {
        guard !counters.isEmpty else { return [] }
        return ["  \(title):"] + counters.map { "    \($0.count) × \($0.name): \($0.oddity.doc)" }
    }
}
