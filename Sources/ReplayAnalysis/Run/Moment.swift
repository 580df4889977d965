/// A step and its time: the state after that step is meant. Step 0 is the machine before the first event.
public struct Moment: Hashable, Sendable {
    public var step: UInt64
    /// Nanoseconds of trace time.
    public var time: UInt64

    public init(step: UInt64, time: UInt64) {
        self.step = step
        self.time = time
    }
}

/// What `--at` says.
public enum MomentName: Equatable, Sendable {
    case end
    case step(UInt64)
    /// Nanoseconds: the last step at or before.
    case time(UInt64)
    /// The first mark of this label.
    case mark(String)
}

extension MomentName {
    /// Reads `1200` (a step), `3ms`, `2.5s` (a time), `mark:NAME`, `end`; anything else is a mark's label.
    public init(_ text: String) {
        if text.hasPrefix("mark:") {
            self = .mark(String(text.dropFirst(5)))
        } else if text == "end" {
            self = .end
        } else if let step = UInt64(text) {
            self = .step(step)
        } else if let time = nanoseconds(text) {
            self = .time(time)
        } else {
            self = .mark(text)
        }
    }
}

/// `3ns`, `3us`, `3µs`, `3ms`, `2.5s`, `1.5min` in nanoseconds; nil when it is no time, or does not fit.
public func nanoseconds(_ text: String) -> UInt64? {
    let units: [(String, UInt64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("ms", 1_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000),
    ]
    guard let (unit, scale) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
    let parts = text.dropLast(unit.count).split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = UInt64(first), parts.count <= 2 else { return nil }
    let (high, overflow) = whole.multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    guard parts.count == 2 else { return high }
    guard !parts[1].isEmpty, parts[1].count <= 18, let fraction = UInt64(parts[1]) else { return nil }
    var divisor: UInt64 = 1
    for _ in 0..<parts[1].count { divisor *= 10 }
    let (product, tooLarge) = fraction.multipliedReportingOverflow(by: scale)
    let below = tooLarge ? fraction / (divisor / scale) : product / divisor
    let (sum, full) = high.addingReportingOverflow(below)
    return full ? nil : sum
}
