/// A record of perf.data: a header of 8 bytes (type, misc, size with the header), then what its type says.
///
/// Numbers of types: enum perf_event_type (include/uapi/linux/perf_event.h) and, from 64 on, enum perf_user_event_type (tools/lib/perf/
/// include/perf/event.h) of 6.1; COMPRESSED2 of 6.15.
enum PerfRecord {
    static let headerSize = 8

    static let lost: UInt32 = 2
    static let comm: UInt32 = 3
    static let exit: UInt32 = 4
    static let throttle: UInt32 = 5
    static let fork: UInt32 = 7
    static let sample: UInt32 = 9
    static let lostSamples: UInt32 = 13
    static let attribute: UInt32 = 64
    static let tracingData: UInt32 = 66
    static let finishedRound: UInt32 = 68
    static let auxiliaryTrace: UInt32 = 71
    static let feature: UInt32 = 80
    static let compressed: UInt32 = 81
    static let compressed2: UInt32 = 83

    /// Kinds that say nothing of events: maps, counters, switches, names of files. The rest are not known.
    static func isKnown(_ type: UInt32) -> Bool { (1...21).contains(type) || (64...83).contains(type) }

    /// PERF_RECORD_MISC_LOST_SAMPLES_BPF: samples that a filter kept out, which nobody asked for.
    static let filteredOut: UInt16 = 1 << 15
}

/// Kinds of feature sections (tools/perf/util/header.h).
enum PerfFeature {
    static let tracingData = 1
    static let hostName = 3
    static let release = 4
    static let processors = 7
    static let directory = 24
    static let bits = 256
}
