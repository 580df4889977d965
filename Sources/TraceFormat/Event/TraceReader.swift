/// What a trace says about itself before its first event.
public struct TraceHeader: Equatable, Sendable {
    /// The format version; this library writes and reads 1.
    public static let currentVersion = 1

    public var version = currentVersion
    /// `key value` pairs in the order in which they stand: `title`, `source` (the recorder), `profile` (the machine the
    /// trace is meant for), `set` (repeatable, `K=V`), `placement` (`model` or `recorded`). Unknown keys are kept.
    public var entries: [(key: String, value: String)] = []
    /// The line of each of the first entries; none where the form has no lines.
    public var lines: [UInt32] = []

    public init() {}

    /// The first value of `key`.
    public func first(_ key: String) -> String? { entries.first { $0.key == key }?.value }

    /// All values of `key`, in order.
    public func all(_ key: String) -> [String] { entries.filter { $0.key == key }.map(\.value) }

    public static func == (a: TraceHeader, b: TraceHeader) -> Bool {
        a.version == b.version && a.entries.elementsEqual(b.entries) { $0.key == $1.key && $0.value == $1.value }
    }
}

/// A stream of events, read a batch at a time so that memory stays bounded whatever the trace's length.
public protocol TraceReader {
    /// Known after `init` (a reader reads its header when it is made).
    var header: TraceHeader { get }

    /// Odd lines met so far, by name (`perf_script.unknown_event`), in order of first appearance. Nothing is dropped
    /// silently: an importer also emits an `unmatched` event with the line for each.
    var counters: OddityCounts { get }

    /// Whether events come in order of time already, but for late ones.
    var isSorted: Bool { get }

    /// Appends up to `limit` events to `batch`; returns false when the trace has ended and nothing was appended.
    /// Names are interned into `names`; a caller hands the same table to every call.
    mutating func read(
        into batch: inout [TraceEvent], limit: Int, names: inout NameTable
    ) throws(TraceError) -> Bool
}

extension TraceReader {
    public var isSorted: Bool { false }
}
