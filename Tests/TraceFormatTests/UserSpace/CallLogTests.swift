import Testing

@testable import TraceFormat

/// Logs of calls: real ones of one program by several recorders, and by-hand ones of published formats.
@Suite struct CallLogTests {
    /// `alloc.c`, of which valgrind counts 40 allocations of 1,060,037 bytes; each recorder sees its own part.
    private static let recorders: [(String, UInt64, UInt64, UInt64, [String: UInt64])] = [
        // posix_memalign's block and what the C library asks for itself (strdup, the output's buffer) are not in ltrace's log.
        ("ltrace-alloc.txt.zst", 37, 32, 1_055_635, ["ltrace.hidden_block": 1]),
        // Four callocs are LTTng's own, and aligned_alloc is not logged.
        ("lttng-alloc.txt.zst", 43, 35, 1_059_837, ["lttng.failed_call": 2]),
        ("bpftrace-alloc.txt.zst", 40, 34, 1_060_037, ["bpftrace.failed_call": 2]),
    ]

    @Test(arguments: recorders) func oneProgramByManyRecorders(
        _ file: String, _ allocations: UInt64, _ frees: UInt64, _ bytes: UInt64, _ counters: [String: UInt64]
    ) throws {
        let trace = try ImportedTrace(file: "calls/" + file)
        var tally = HeapTally()
        for event in trace.events { tally.add(event) }
        #expect(tally.allocations == allocations && tally.frees == frees && tally.allocated == bytes)
        #expect(trace.counters.filter { !$0.key.hasSuffix("other_line") } == counters)
    }

    @Test func aTracesOwnLinesAreNoCalls() {
        let text = "replay-trace 1\n0 0 0 task pid=1\n10 0 1 malloc size=100 ptr=a\n20 0 1 free ptr=a\n"
        #expect(Array(text.utf8).withUnsafeBytes { ImportFormat(sniffing: $0) } == nil)
    }

    @Test func oddityNamesBelongToTheirFormats() {
        let formats: [(CallTable, String)] = [
            (ValgrindRecorder.table, "valgrind"), (StraceRecorder.table, "strace"), (AndroidRecorder.table, "android"),
            (LogallocRecorder.table, "logalloc"), (LttngRecorder.table, "lttng"), (RmmRecorder.table, "rmm"),
            (PerfTraceRecorder.table, "perf_trace"), (BpftraceRecorder.table, "bpftrace"),
        ]
        for (table, name) in formats {
            let oddities = table.format.oddities
            #expect(oddities.malformed.name == name + ".malformed_line" && oddities.cut.name == name + ".cut_last_line")
            #expect(oddities.shortened.name == name + ".shortened_text" && oddities.other.name == name + ".other_call")
            #expect(oddities.unfinished.name == name + ".unfinished_call" && oddities.nested?.name == name + ".nested_call")
            #expect(oddities.failed?.name == name + ".failed_call" && oddities.child?.name == name + ".unknown_child")
            #expect(oddities.note?.name == name + ".other_line" && oddities.lost?.name == name + ".lost_events")
        }
    }

    @Test func androidIsRead() throws {
        let trace = try ImportedTrace(file: "calls/android.txt")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .calloc, .threadCreate, .realloc, .memalign, .free, .threadExit, .free])
        let realloc = try #require(trace.all(.realloc).first)
        #expect(realloc.number(.ptr) == 0xb603_8100 && realloc.number(.old) == 0xb603_8060 && realloc.number(.size) == 4096)
        #expect(trace.all(.malloc, .calloc, .realloc, .memalign).map(\.time) == [0, 200, 400, 600] && trace.counters == [:])
    }

    @Test func logallocIsRead() throws {
        let trace = try ImportedTrace(file: "calls/logalloc.txt")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .calloc, .threadCreate, .realloc, .memalign, .free])
        #expect(trace.events.map(\.task) == [18545, 18545, 18545, 18545, 18546, 18545, 18546])
        #expect(trace.counters == ["logalloc.other_call": 1])
    }

    @Test func deviceMemoryGoesOnAfterMidnight() throws {
        let trace = try ImportedTrace(file: "calls/rmm.csv")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .unmatched, .threadCreate, .malloc, .free])
        #expect(trace.events.map(\.time) == [0, 0, 100_000_000, 200_000_000, 200_000_000, 1_158_039_000])
        #expect(trace.events[1].number(.size) == 1 << 20 && trace.counters == ["rmm.other_line": 1, "rmm.failed_call": 1])
        let other = try ImportedTrace(text: "1,15:47:02:841961,allocate,0x10,8,0\n1,15:47:02:841963,free,0x10,8,0\n")
        #expect(other.events.map(\.time) == [0, 0, 2000])
    }

    @Test func perfTracesMemoryCallsAreRead() throws {
        let trace = try ImportedTrace(
            text: """
                     0.010 ( 0.004 ms): app/12 mmap(len: 8192, prot: READ|WRITE, flags: PRIVATE|ANONYMOUS)      = 0x7fc611b96000
                     0.020 (         ): app/12 mmap(len: 4096, prot: READ, flags: PRIVATE, fd: 3) ...
                     0.030 ( 0.002 ms): app/12 brk()                                                             = 0x558449e8e000
                     0.020 ( 0.020 ms): app/12  ... [continued]: mmap())                                         = 0x7fc611ba9000
                     0.050 ( 0.002 ms): app/12 clone(clone_flags: CHILD_SETTID|0x11, child_tidptr: 0x7f)         = 13 (app)
                         ? (         ): app/13  ... [continued]: clone())                                        = 0
                     0.060 ( 0.002 ms): app/13 munmap(addr: 0x7fc611b96000, len: 4096)                           = 0
                     0.070 ( 0.002 ms): app/12 munmap(addr: 0x1, len: 4096)                                      = -1 EINVAL (Invalid argument)

                """)
        #expect(trace.events.map(\.kind) == [.task, .mmap, .recordedBreak, .mmap, .fork, .munmap, .unmatched])
        #expect(trace.events[1].number(.address) == 0x7fc6_11b9_6000 && trace.events[1].time == 0 && trace.events[5].time == 50_000)
        #expect(trace.text(.name, of: trace.events[3]) == "fd:3" && trace.events[3].number(.address) == 0x7fc6_11ba_9000)
        #expect(trace.counters == ["perf_trace.failed_call": 1, "perf_trace.other_line": 1])
        let real = try ImportedTrace(file: "calls/perf-trace-maps.txt.zst")
        #expect(real.counters["perf_trace.malformed_line"] == nil && real.kinds["mmap"] ?? 0 >= 14 && real.kinds["fork"] == 1)
    }

    @Test func bpftraceTellsOfLossesAndIsNotInOrder() throws {
        let trace = try ImportedTrace(
            text: "Attaching 2 probes...\n200 7 7 malloc 10 0x1000\n250 7 8 free 0x1000\nLost 12 events\n100 7 7 calloc 2 8 0x2000\n")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .threadCreate, .free, .lost, .calloc])
        #expect(trace.events.map(\.time) == [0, 200, 0, 250, 250, 100] && trace.events[4].number(.count) == 12)
        #expect(trace.counters == ["bpftrace.other_line": 1, "bpftrace.lost_events": 12])
    }

    /// What a batch holds changes nothing, and every format is told by its content.
    @Test(arguments: CallDamageTests.files) func theSizeOfTheBatchChangesNothing(_ file: String) throws {
        let (one, many) = (try ImportedTrace(file: file, limit: 1), try ImportedTrace(file: file, limit: 10_000))
        #expect(one.events == many.events && one.counters == many.counters)
    }
}
