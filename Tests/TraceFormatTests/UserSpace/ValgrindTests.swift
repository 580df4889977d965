import Testing

@testable import TraceFormat

@Suite struct ValgrindTests {
    /// valgrind's own summary: `total heap usage: 40 allocs, 35 frees, 1,060,037 bytes allocated`, `in use at exit: 252 bytes in 5 blocks`.
    @Test func countsAreThoseOfItsSummary() throws {
        let trace = try ImportedTrace(file: "calls/valgrind-alloc.txt.zst")
        var tally = HeapTally()
        for event in trace.events { tally.add(event) }
        #expect(tally.allocations == 40 && tally.frees == 35 && tally.allocated == 1_060_037 && tally.live == 252 && tally.liveBlocks == 5)
        let failures = trace.all(.unmatched).map { trace.text(.text, of: $0) ?? "" }
        #expect(failures == ["--4400-- malloc(9223372036854771711) = 0x0", "calloc(9223372036854775807,3)"])
        #expect(trace.counters["valgrind.failed_call"] == 2 && trace.counters["valgrind.nested_call"] == 1)
        #expect(trace.text(.comm, of: trace.events[0]) == "alloc")
    }

    /// Of the child its summary counts what it had from its parent: 14 allocs, 13 frees, 73,563 bytes; of the parent 13, 13 and 73,530.
    @Test func aForkedProcessGoesOnWithItsParentsHeap() throws {
        let trace = try ImportedTrace(file: "calls/valgrind-fork.txt.zst")
        let fork = try #require(trace.all(.fork).first)
        let (parent, child) = (fork.task, Int32(fork.number(.child)!))
        let born = try #require(trace.events.firstIndex { $0.kind == .fork })
        #expect(Self.allocations(trace.events.filter { $0.task == parent }) == 13)
        #expect(Self.allocations(trace.events[..<born].filter { $0.task == parent } + trace.events.filter { $0.task == child }) == 14)
        #expect(Self.frees(trace.events.filter { $0.task == parent }) == 13)
        #expect(Self.frees(trace.events[..<born].filter { $0.task == parent } + trace.events.filter { $0.task == child }) == 13)
        #expect(trace.counters["valgrind.unknown_child"] == 1 && trace.all(.unmatched).isEmpty)
    }

    private static func allocations(_ events: [TraceEvent]) -> Int { events.count { [.malloc, .calloc, .memalign].contains($0.kind) } }
    private static func frees(_ events: [TraceEvent]) -> Int { events.count { $0.kind == .free && $0.number(.ptr) != 0 } }

    @Test func nestedAndBrokenLinesAreRead() throws {
        let trace = try ImportedTrace(
            text: """
                ==7== Memcheck, a memory error detector
                --7-- REDIR: 0x1 (libc.so.6:strlen) redirected to 0x2 (strlen)
                ==7== Command: /usr/bin/prog arg
                --7-- malloc(10) = 0x4A41040
                --7-- realloc(0x4A41040,0)free(0x4A41040)
                --7--  = 0
                --7-- calloc(9223372036854775807,3)_Znwm(24) = 0x4A42CA0
                --7-- _ZnwmSt11align_val_t(size 100, al 64) = 0x4D6F2C0
                --7-- _ZdlPvm(0x4A42CA0)
                --7-- malloc_usable_size(0x4D6F2C0) = 100
                --8-- realloc(0x4D6F2C0,200) = 0x4D6F3C0
                --7-- free(0x0)
                --7-- malloc(x) = 0x1
                output of the program

                """)
        #expect(
            trace.events.map(\.kind) == [
                .task, .malloc, .free, .unmatched, .malloc, .memalign, .free, .fork, .realloc, .free, .unmatched, .unmatched,
            ])
        #expect(trace.events[5].number(.align) == 64 && trace.events[5].number(.size) == 100)
        #expect(
            trace.counters == [
                "valgrind.other_line": 3, "valgrind.nested_call": 1, "valgrind.failed_call": 1, "valgrind.other_call": 1,
                "valgrind.unknown_child": 1, "valgrind.malformed_line": 2,
            ])
    }
}
