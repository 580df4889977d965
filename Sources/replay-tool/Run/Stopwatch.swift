import Notation

/// Time on the clock since it was made; what took how long is told to people and stored nowhere.
struct Stopwatch {
    private let start = ContinuousClock.now

    /// Seconds with one digit after the point.
    var seconds: String {
        let (whole, parts) = start.duration(to: .now).components
        return Self.seconds(UInt64(whole) * 1_000_000_000 + UInt64(parts / 1_000_000_000), digits: 1)
    }

    /// Whole seconds.
    var wholeSeconds: Int64 { start.duration(to: .now).components.seconds }

    static func seconds(_ nanoseconds: UInt64, digits: Int) -> String { decimal(nanoseconds, over: 1_000_000_000, digits: digits) }
}
