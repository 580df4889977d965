import Foundation
import Testing

/// Recordings of `traces/cases`, replayed by the whole program.
@Suite struct RecordedCaseTests {
    private let tool: Tool

    init() throws { tool = try Tool() }

    private static let cases: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "traces/cases")
    }()

    /// Runs a file of `traces/cases`, or a text, and returns what the run says at its end.
    private func run(_ file: String, _ text: String? = nil, _ arguments: [String] = []) throws -> String {
        try tool.write(file, text ?? String(contentsOf: Self.cases.appending(path: file), encoding: .utf8))
        let outcome = try tool.run(["run", file, "-o", "x.sqlite"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.errors
    }

    /// The cells of a query's only row.
    private func row(_ sql: String) throws -> [String] {
        let outcome = try tool.run(["query", "x.sqlite", sql, "--format", "csv"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(whereSeparator: \.isNewline).dropFirst().first?.split(separator: ",").map(String.init) ?? []
    }

    // MARK: Processors

    @Test func theProcessorsFollowTheRecording() throws {
        let words = try run("03-more-cpus-than-profile.txt")
        #expect(!words.contains("recording.cpu_not_there"))
        #expect(try row("SELECT value FROM profile_setting WHERE key = 'cpus'") == ["5"])
        #expect(try row("SELECT sum(ping_pong) FROM slab_call") == ["2"])
    }

    @Test func theHeadersNumberWinsOverWhatIsSeen() throws {
        let line = "             app-7 [003] ....  1.000001: kfree: call_site=f ptr=0x0\n"
        _ = try run("a.txt", "# entries-in-buffer/entries-written: 1/1   #P:16\n" + line)
        #expect(try row("SELECT value FROM profile_setting WHERE key = 'cpus'") == ["16"])
        _ = try run("a.txt", "# entries-in-buffer/entries-written: 1/1   #P:16\n" + line, ["--set", "cpus=8"])
        #expect(try row("SELECT value FROM profile_setting WHERE key = 'cpus'") == ["8"])
    }

    @Test func aProcessorBeyondTheNamedMachineIsCounted() throws {
        let words = try run("03-more-cpus-than-profile.txt", nil, ["--set", "cpus=3"])
        #expect(words.contains("recording.cpu_not_there"))
        #expect(try row("SELECT count FROM counter WHERE name = 'recording.cpu_not_there'") == ["4"])
    }

    // MARK: Pages

    @Test(arguments: ["recorded", "model"]) func pagesOf2632AreFreed(_ placement: String) throws {
        let words = try run("14-2.6.32-page-frees.txt", nil, ["--placement", placement])
        #expect(!words.contains("free_of") && !words.contains("batched_without_free"), "\(words)")
        #expect(try row("SELECT count(*) FROM v_page WHERE op = 'free'") == ["2"])
    }

    @Test(arguments: ["recorded", "model"]) func aPageFreedByItsListIsFreedOnce(_ placement: String) throws {
        let head = "             app-7 [000] ....  1.00000"
        let alloc = "mm_page_alloc: page=1 pfn=155800 order=0 migratetype=0 gfp_flags=GFP_KERNEL\n"
        let frees = ["mm_pagevec_free: page=1 pfn=155800 order=0 cold=0\n", "mm_page_free_direct: page=1 pfn=155800 order=0\n"]
        let text = head + "1: " + alloc + head + "2: " + frees[0] + head + "3: " + frees[1] + head + "4: " + alloc + head + "5: " + frees[0]
        let words = try run("a.txt", text, ["--placement", placement])
        #expect(!words.contains("free_of") && !words.contains("not_seen"), "\(words)")
    }

    @Test(arguments: ["recorded", "model"]) func aFailedRequestTakesNothing(_ placement: String) throws {
        let head = "             app-7 [000] ....  1.00000"
        let text =
            head + "1: mm_page_alloc: page=(nil) pfn=0x0 order=3 migratetype=0 gfp_flags=GFP_ATOMIC\n" + head
            + "2: kmalloc: call_site=f ptr=          (null) bytes_req=8 bytes_alloc=8 gfp_flags=GFP_KERNEL\n" + head
            + "3: mm_page_alloc: page=1 pfn=155800 order=0 migratetype=0 gfp_flags=GFP_KERNEL\n"
        let words = try run("a.txt", text, ["--placement", placement])
        #expect(words.contains("pages.recorded_failure") && words.contains("slab.recorded_failure"), "\(words)")
        #expect(!words.contains("without_place") && !words.contains("among_modelled"))
        #expect(try row("SELECT reason, ord FROM v_allocation_failure") == ["recorded", "3"])
    }

    @Test func recordedFallbacksAreAppliedAndAnswered() throws {
        _ = try run("extfrag.txt", nil, ["--placement", "recorded"])
        // alloc_order, fallback_order, types and change_ownership of the recording's second event.
        #expect(
            try row("SELECT ord, block_order, migratetype, from_type, takeover FROM v_page_fallback WHERE takeover = 0")
                == ["3", "4", "reclaimable", "movable", "0"])
        // A block of order 10 is two page blocks of order 9.
        #expect(try row("SELECT count(*), min(pfn), max(pfn) FROM v_pageblock WHERE new_type = 'unmovable'") == ["2", "0x9000", "0x9200"])
    }

    @Test(arguments: [["query", "x.sqlite", "@pins"], ["query", "x.sqlite", "@fragmentation"], ["show", "x.sqlite", "buddyinfo"]])
    func anUnknownBeginningIsSaidWhereItCounts(_ question: [String]) throws {
        _ = try run("extfrag.txt")
        #expect(try tool.run(question).errors.contains("counts since the recording began"))
        try tool.write("own.trace", "replay-trace 1\n1us 0 0 kmalloc size=100 ptr=p\n")
        #expect(try tool.run(["run", "own.trace", "-o", "x.sqlite"]).status == 0)
        #expect(try tool.run(question).errors.isEmpty)
    }

    @Test func aHiddenPointerTakesNothing() throws {
        let words = try run("13-null-pointers.txt")
        #expect(words.contains("recording.hidden_pointer"))
        #expect(try row("SELECT count(*) FROM event_kmalloc") == ["1"])
        #expect(try row("SELECT count(*) FROM object") == ["0"])
    }

    // MARK: Kernels

    @Test func aNamedKernelDecidesWhereNothingShowsIt() throws {
        let text = "             app-7 [000] ....  1.000001: mm_page_pcpu_drain: page=1 pfn=8 order=0 migratetype=2\n"
        #expect(try run("a.txt", text).contains("ftrace.unknown_migratetype"))
        #expect(try !run("a.txt", text, ["--set", "kernel=3.10"]).contains("ftrace.unknown_migratetype"))
        #expect(try row("SELECT migratetype FROM event_page_pcpu_drain") == ["movable"])
    }

    @Test func mtraceIsReplayed() throws {
        let words = try run("16-mtrace.txt")
        #expect(words.contains("5 events") && !words.contains("heap."), "\(words)")
    }
}
