/// Figures of a run that two runs are compared by: the value at the end, the peak, and the step of the peak.
public struct MetricTable: Sendable {
    public struct Entry: Sendable {
        public var name: String
        public var unit: String
        public var end: Int64 = 0
        public var peak: Int64 = 0
        public var peakStep: UInt64 = 0
    }

    /// What changes of an entry: kept apart from the names, so that a step touches numbers only.
    private struct Value {
        var end: Int64 = 0
        var peak: Int64 = 0
        var peakStep: UInt64 = 0
    }

    private var names: [(name: String, unit: String)] = []
    private var values: [Value] = []

    public init() {}

    /// The figures in the order in which they were declared.
    public var entries: [Entry] {
        zip(names, values).map { Entry(name: $0.name, unit: $0.unit, end: $1.end, peak: $1.peak, peakStep: $1.peakStep) }
    }

    /// Declares a figure; its position is the number of those declared before.
    mutating func declare(_ name: String, _ unit: String) {
        names.append((name, unit))
        values.append(Value())
    }

    @inline(__always)
    mutating func update(_ position: Int, _ value: Int64, step: UInt64) {
        if values[position].end == value { return }
        values[position].end = value
        if value > values[position].peak {
            values[position].peak = value
            values[position].peakStep = step
        }
    }
}
