/// What perf recorded of one event: the parts of `struct perf_event_attr` (include/uapi/linux/perf_event.h of 6.1) that say how to read its
/// samples, and the ids under which they come.
struct PerfAttribute: Equatable {
    /// Bytes of the first published attr, PERF_ATTR_SIZE_VER0.
    static let smallest = 64
    /// PERF_TYPE_TRACEPOINT.
    private static let tracepoint: UInt32 = 2

    var type: UInt32
    /// Of a tracepoint: the number in its format.
    var config: UInt64
    var sampleType: SampleType
    var readFormat: UInt64
    /// Whether records that are no samples end with time, task and processor.
    var hasTrailers: Bool
    var ids: [UInt64] = []

    /// What samples hold, PERF_SAMPLE_*.
    struct SampleType: OptionSet, Equatable {
        let rawValue: UInt64

        static let address = SampleType(rawValue: 1 << 0)
        static let task = SampleType(rawValue: 1 << 1)
        static let time = SampleType(rawValue: 1 << 2)
        static let data = SampleType(rawValue: 1 << 3)
        static let read = SampleType(rawValue: 1 << 4)
        static let callChain = SampleType(rawValue: 1 << 5)
        static let id = SampleType(rawValue: 1 << 6)
        static let cpu = SampleType(rawValue: 1 << 7)
        static let period = SampleType(rawValue: 1 << 8)
        static let stream = SampleType(rawValue: 1 << 9)
        static let raw = SampleType(rawValue: 1 << 10)
        static let identifier = SampleType(rawValue: 1 << 16)
    }

    /// Reads an attr. Precondition: it has `smallest` bytes.
    init(_ record: RecordBytes) {
        type = record.u32(0)
        config = record.u64(8)
        sampleType = SampleType(rawValue: record.u64(24))
        readFormat = record.u64(32)
        // The flags are bit fields, which machines with the other byte order fill from the other end.
        let flags = record.u64(40)
        let isBigEndian = record.isSwapped != (1.bigEndian == 1)
        hasTrailers = (isBigEndian ? flags >> (63 - Self.sampleIDAll) : flags >> Self.sampleIDAll) & 1 != 0
    }

    /// Which bit field `sample_id_all` is.
    private static let sampleIDAll: UInt64 = 18

    var isTracepoint: Bool { type == Self.tracepoint }

    /// What perf calls the event, for the kinds that people record beside tracepoints; else its numbers.
    var name: String {
        let names = type == 0 ? Self.hardware : type == 1 ? Self.software : []
        guard config < UInt64(names.count) else { return "event-type-\(type)-config-\(config)" }
        return names[Int(config)]
    }

    /// PERF_COUNT_HW_* and PERF_COUNT_SW_*, by number.
    private static let hardware = ["cycles", "instructions", "cache-references", "cache-misses", "branches", "branch-misses"]
    private static let software = [
        "cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults", "major-faults",
    ]
}
