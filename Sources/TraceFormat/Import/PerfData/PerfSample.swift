/// The parts of a sample that matter here.
struct PerfSample {
    var tid = TraceEvent.noTask
    var pid: Int32?
    var cpu = TraceEvent.noCPU
    /// The addresses of the call chain, 8 bytes each, with marks of context among them; innermost first.
    var chain: RecordBytes?
    /// The raw record of the tracepoint; nil: none was recorded.
    var raw: RecordBytes?

    /// Addresses from here on are marks of context: PERF_CONTEXT_MAX (include/uapi/linux/perf_event.h).
    private static let firstContext: UInt64 = 0 &- 4095

    /// One of which nothing is known.
    init() {}

    /// Takes a record apart; nil: it is shorter than its parts.
    @inline(__always)
    init?(_ record: RecordBytes, _ layout: PerfSampleLayout) {
        guard record.count >= layout.fixedSize else { return nil }
        if layout.task >= 0 {
            (pid, tid) = (Int32(bitPattern: record.u32(layout.task)), Int32(bitPattern: record.u32(layout.task + 4)))
            // -1: a task that is gone already.
            if let process = pid, process < 0 { pid = nil }
            tid = max(tid, TraceEvent.noTask)
        }
        if layout.cpu >= 0 { cpu = Int16(truncatingIfNeeded: min(record.u32(layout.cpu), UInt32(Int16.max))) }
        var at = layout.fixedSize
        if layout.hasRead { guard Self.passRead(record, layout.readFormat, &at) else { return nil } }
        if layout.hasChain {
            guard at + 8 <= record.count, record.u64(at) <= UInt64((record.count - at - 8) / 8) else { return nil }
            let end = at + 8 + Int(record.u64(at)) * 8
            chain = record.slice(at + 8, end)
            at = end
        }
        guard layout.hasRaw else { return }
        guard at + 4 <= record.count, Int(record.u32(at)) <= record.count - at - 4 else { return nil }
        raw = record.slice(at + 4, at + 4 + Int(record.u32(at)))
    }

    /// How many functions the call chain has.
    var depth: Int {
        guard let chain else { return 0 }
        var depth = 0
        for index in 0..<chain.count / 8 where chain.u64(index * 8) < Self.firstContext { depth += 1 }
        return depth
    }

    /// Counters: `VALUE [ENABLED] [RUNNING] [ID] [LOST]`, or of a group `NR [ENABLED] [RUNNING]` and `VALUE [ID] [LOST]` of each, by the
    /// bits ENABLED 1, RUNNING 2, ID 4, GROUP 8, LOST 16.
    @inline(never)
    private static func passRead(_ record: RecordBytes, _ format: UInt64, _ at: inout Int) -> Bool {
        let times = (format & 1 != 0 ? 8 : 0) + (format & 2 != 0 ? 8 : 0)
        let each = 8 + (format & 4 != 0 ? 8 : 0) + (format & 16 != 0 ? 8 : 0)
        guard format & 8 != 0 else {
            at += times + each
            return at <= record.count
        }
        guard at + 8 <= record.count, record.u64(at) <= UInt64(record.count / 8) else { return false }
        at += 8 + times + Int(record.u64(at)) * each
        return at <= record.count
    }
}
