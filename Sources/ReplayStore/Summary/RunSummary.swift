import TraceFormat

/// What a finished run says about itself besides its transitions. Plain data; the engine's caller fills it.
///
/// Nothing here may name the machine, the user, a folder or the time of day, unless the user asked for it (a label).
public struct RunSummary: Sendable {
    /// A key with its value, an integer or a text.
    public typealias Entry = (key: String, value: SQLValue)

    /// What the run is: trace digest, tool version, placement, label … The store adds `schema_version`, `rows`, `digest` and
    /// `pointer_size`. Keys are unique.
    public var identity: [Entry] = []
    /// The machine profile whole, by the keys that `--set` takes. Keys are unique.
    public var profile: [Entry] = []
    /// Bytes of a pointer on the machine modelled: 4 or 8. Views need it to find a chunk's user address.
    public var pointerSize: UInt8 = 8
    /// Every name that transition rows refer to by id.
    public var names = NameTable()
    /// The trace files, by `TraceEvent.source`.
    public var sources: [SourceSummary] = []
    /// The zones, by `ZoneIndex`.
    public var zones: [ZoneSummary] = []
    /// Odd input and other totals. Names are unique.
    public var counters: [OddityCount] = []
    /// Figures of the whole run. Names are unique.
    public var metrics: [MetricSummary] = []
    /// The page allocator at the begin and at the end.
    public var moments = RunMoments()

    public init() {}
}

/// A trace file: its name without folders, and the digest of its bytes in hexadecimal.
public struct SourceSummary: Sendable, Equatable {
    public var name: String
    public var digest: String

    public init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }
}

/// A zone at the start of the run, in pages.
public struct ZoneSummary: Sendable, Equatable {
    public var name: String
    public var startFrame: UInt64
    public var spanned: UInt64
    public var present: UInt64
    public var managed: UInt64
    public var min: UInt64
    public var low: UInt64
    public var high: UInt64
    /// Lowmem reserve against requests that prefer each zone, lowest first.
    public var protection: [UInt64]

    public init(
        name: String, startFrame: UInt64, spanned: UInt64, present: UInt64, managed: UInt64, min: UInt64, low: UInt64,
        high: UInt64, protection: [UInt64]
    ) {
        self.name = name
        self.startFrame = startFrame
        self.spanned = spanned
        self.present = present
        self.managed = managed
        self.min = min
        self.low = low
        self.high = high
        self.protection = protection
    }
}

/// A figure at the end of the run and at its peak; nil where it has none.
public struct MetricSummary: Sendable, Equatable {
    public var name: String
    public var unit: String
    public var end: Int64?
    public var peak: Int64?
    public var peakStep: UInt64?

    public init(name: String, unit: String, end: Int64?, peak: Int64? = nil, peakStep: UInt64? = nil) {
        self.name = name
        self.unit = unit
        self.end = end
        self.peak = peak
        self.peakStep = peakStep
    }
}
