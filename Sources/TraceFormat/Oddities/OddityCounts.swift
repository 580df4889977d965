/// How often something odd was met.
public struct OddityCount: Sendable, Equatable {
    public let oddity: Oddity
    /// What it was met in, where the counter's name says it (`state.unknown_field zones[].node`).
    public let detail: String?
    public var count: UInt64

    public init(_ oddity: Oddity, detail: String? = nil, _ count: UInt64 = 1) {
        self.oddity = oddity
        self.detail = detail
        self.count = count
    }

    /// The counter's name.
    public var name: String { detail.map { "\(oddity.name) \($0)" } ?? oddity.name }
}

/// Counts by oddity, in order of first appearance.
///
/// Invariant: `order` holds exactly the oddities whose count is not 0, each once.
public struct OddityCounts: Sendable, Equatable {
    /// By oddity's index; empty as long as nothing was counted.
    private var counts: [UInt64] = []
    private var order: [Oddity] = []

    public init() {}

    public mutating func add(_ oddity: Oddity, _ amount: UInt64 = 1) {
        guard amount > 0 else { return }
        if counts.isEmpty { counts = [UInt64](repeating: 0, count: Oddity.allCases.count) }
        let index = Int(oddity.rawValue)
        if counts[index] == 0 { order.append(oddity) }
        counts[index] += amount
    }

    public mutating func add(_ other: OddityCounts) {
        for oddity in other.order { add(oddity, other[oddity]) }
    }

    public subscript(oddity: Oddity) -> UInt64 { counts.isEmpty ? 0 : counts[Int(oddity.rawValue)] }

    public var entries: [OddityCount] { order.map { OddityCount($0, self[$0]) } }
}

extension [OddityCount] {
    /// Counts something once more, or for the first time.
    public mutating func add(_ oddity: Oddity, detail: String? = nil, _ amount: UInt64 = 1) {
        guard amount > 0 else { return }
        if let index = firstIndex(where: { $0.oddity == oddity && $0.detail == detail }) {
            self[index].count += amount
        } else {
            append(OddityCount(oddity, detail: detail, amount))
        }
    }
}
