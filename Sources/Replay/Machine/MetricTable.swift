/// Figures of a run that two runs are compared by: the value at the end, the peak, and the step of the peak.
public struct MetricTable: Sendable {
    public struct Entry: Sendable {
        public var name: String
        public var unit: String
        public var end: Int64 = 0
        public var peak: Int64 = 0
        public var peakStep: UInt64 = 0
    }

    public private(set) var entries: [Entry] = []

    public init() {}

    /// Declares a figure; its position is the number of those declared before.
    mutating func declare(_ name: String, _ unit: String) {
        entries.append(Entry(name: name, unit: unit))
    }

    @inline(__always)
    mutating func update(_ position: Int, _ value: Int64, step: UInt64) {
        entries[position].end = value
        if value > entries[position].peak {
            entries[position].peak = value
            entries[position].peakStep = step
        }
    }
}
