import Testing
import TraceFormat

@Suite struct GlibcLogTests {
    @Test func everyLineIsOneEvent() throws {
        let trace = try ImportedTrace(
            .glibcLog,
            """
            # start brk=256d000
            m 48 256d2a0
            # brk 256d000 258e000 seq=1
            c 13 16 256d2e0
            r 0 1600 acb560
            a 64 100 acb600
            f 256d2a0
            # statm size_pages=13736 rss_pages=9211 brk=2868000 seq=736914
            # end ops=736914 brk=2868000

            """)
        #expect(
            trace.events.map(\.kind) == [
                .task, .recordedBreak, .malloc, .recordedBreak, .calloc, .realloc, .memalign, .free, .recordedStatm,
            ])
        #expect(trace.events[1].number(.result) == 0x256d000 && !trace.events[1].has(.old))
        #expect(trace.events[2].number(.size) == 48 && trace.events[2].number(.ptr) == 0x256d2a0)
        #expect(trace.events[3].number(.old) == 0x256d000 && trace.events[3].number(.result) == 0x258e000)
        #expect(trace.events[4].number(.count) == 13 && trace.events[6].number(.align) == 64)
        #expect(trace.events[8].number(.vss) == 13736 && trace.events[8].number(.rss) == 9211)
        #expect(trace.header.first("placement") == "model" && trace.header.first("profile") == "x86_64-1g")
        #expect(trace.counters == [:])
    }

    @Test(arguments: [
        ("glibc-cc1-head.txt.zst", 2629, 878, 345, 1142, 6), ("glibc-python3-head.txt.zst", 3642, 3, 3, 1348, 4),
    ])
    func headsHaveTheCountsOfTheirLines(_ file: String, _ m: Int, _ c: Int, _ r: Int, _ f: Int, _ breaks: Int) throws {
        let trace = try ImportedTrace(file: file)
        #expect(
            trace.kinds == [
                "task": 1, "malloc": m, "calloc": c, "realloc": r, "free": f, "recorded_break": breaks,
            ])
        #expect(trace.counters == [:])
    }

    @Test func oddLinesStay() throws {
        let trace = try ImportedTrace(.glibcLog, "m 1 2\nm 1\nx 1 2\nm 1 2 3\nf 2")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .unmatched, .unmatched, .unmatched, .unmatched])
        #expect(trace.counters == ["glibc_log.malformed_line": 3, "glibc_log.cut_last_line": 1])
    }
}
