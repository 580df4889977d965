/// How many events are missing. perf tells it in two ways: LOST records where a buffer had room again, and LOST_SAMPLES at the end of the
/// recording, one for each event, with all that were lost of it (record__read_lost_samples, tools/perf/builtin-record.c of 6.1). The
/// second are the same losses once more, and those at the end that no LOST record reported.
struct PerfLosses {
    private var reported: UInt64 = 0
    private var inAll: UInt64 = 0

    /// A LOST record: the id, and how many. Returns how many; nil: it is too short.
    mutating func take(lost record: RecordBytes) -> UInt64? {
        guard record.count >= 24 else { return nil }
        reported = reported.addingReportingOverflow(record.u64(16)).partialValue
        return record.u64(16)
    }

    mutating func take(lostSamples record: RecordBytes) {
        guard record.count >= 16, record.u16(4) & PerfRecord.filteredOut == 0 else { return }
        inAll = inAll.addingReportingOverflow(record.u64(8)).partialValue
    }

    /// What only the records at the end reported.
    var untold: UInt64 { inAll > reported ? inAll - reported : 0 }
}
