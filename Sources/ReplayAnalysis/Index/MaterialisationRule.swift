import ReplayModel

/// After which steps `index` materialises a state: at multiples of an interval, where the rows since the last one are many beside what
/// it takes. So what is materialised is a small part of the file, and nobody reads further back than to that many rows.
public struct MaterialisationRule: Sendable {
    /// Steps.
    public var interval = Int64(Keyframes.interval)
    /// Rows read for each row materialised.
    public var rowsForEach = 32

    public init() {}
}

/// The rule at work on one stream of rows.
struct MaterialisationClock {
    let rule: MaterialisationRule
    /// The next step after which the state may be materialised.
    private(set) var next: Int64
    /// Rows since the state was materialised last.
    private var rows = 0

    init(_ rule: MaterialisationRule) {
        self.rule = rule
        next = rule.interval
    }

    mutating func countRow() { rows += 1 }

    /// The step after which the state may be materialised before the next row, which is of `step`; nil: none.
    /// `count`: rows that it would take.
    mutating func due(before step: Int64, _ count: () -> Int) -> Int64? {
        guard next < step else { return nil }
        // Until the next row the state stays as it is: the last step is as good as any.
        let last = (step - 1) / rule.interval * rule.interval
        next = last + rule.interval
        guard rows > 0, rows >= rule.rowsForEach * count() else { return nil }
        rows = 0
        return last
    }
}
