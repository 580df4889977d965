import Testing
import TraceFormat

/// Frees of pages as kernels before 3.3 log them.
@Suite struct PageFreeTests {
    private static func text(_ events: String...) -> String {
        events.enumerated().map { "             app-7     [000]  1.00000\($0 + 1): \($1)\n" }.joined()
    }

    @Test func theOldNamesAreRead() throws {
        let trace = try ImportedTrace(case: "14-2.6.32-page-frees.txt")
        #expect(trace.kinds == ["task": 1, "page_alloc": 2, "page_free": 1, "page_free_batched": 1])
        #expect(trace.all(.pageFreeBatched)[0].number(.order) == 0 && trace.counters == [:])
    }

    @Test func aFreeLoggedTwiceIsTakenOnce() throws {
        let free = "mm_page_free_direct: page=1 pfn=9 order=0"
        let trace = try ImportedTrace(.ftrace, Self.text(free, free))
        #expect(trace.kinds == ["task": 1, "page_free": 1] && trace.counters == ["ftrace.repeated_page_free": 1])
    }

    @Test func otherPagesAndOrdersAreFreedEachTime() throws {
        let alloc = "mm_page_alloc: page=1 pfn=9 order=0 migratetype=0 gfp_flags=GFP_KERNEL"
        let free = "mm_page_free_direct: page=1 pfn=9 order=0"
        let again = try ImportedTrace(.ftrace, Self.text(free, alloc, free, free, alloc, free))
        #expect(again.kinds["page_free"] == 3 && again.counters == ["ftrace.repeated_page_free": 1])
        let large = "mm_page_free_direct: page=1 pfn=16 order=2"
        #expect(try ImportedTrace(.ftrace, Self.text(large, large)).kinds["page_free"] == 2)
        let others = Self.text(free, "mm_page_free_direct: page=1 pfn=10 order=0", free)
        #expect(try ImportedTrace(.ftrace, others).kinds["page_free"] == 3)
    }

    @Test func aListsFreeAndThePagesOwn() throws {
        let trace = try ImportedTrace(
            .ftrace, Self.text("mm_pagevec_free: page=1 pfn=9 order=0 cold=1", "mm_page_free_direct: page=1 pfn=9 order=0"))
        #expect(trace.kinds == ["task": 1, "page_free": 1, "page_free_batched": 1] && trace.counters == [:])
    }
}
