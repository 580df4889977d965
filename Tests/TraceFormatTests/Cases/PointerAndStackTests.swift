import Testing
import TraceFormat

@Suite struct PointerAndStackTests {
    @Test func paddedNullAndHiddenPointersAreRead() throws {
        let trace = try ImportedTrace(case: "13-null-pointers.txt")
        #expect(trace.events.map(\.kind) == [.task, .kfree, .kfree, .kmalloc])
        #expect(trace.events[1].number(.ptr) == 0 && trace.events[2].number(.ptr) == 0)
        #expect(trace.events[3].pointer(.ptr) == .hidden && trace.events[3].number(.size) == 100)
        #expect(trace.text(.caller, of: trace.events[3]) == "do_x+0x10/0x20")
        #expect(trace.counters == ["ftrace.hidden_pointer": 1])
    }

    private static let head = "             app-7 [000] ....  1.000001: "

    @Test(arguments: ["0x(nil)", "(nil)", "  (null)", "          (null)", "0x0", "0000000000000000"])
    func nullIsWritten(_ null: String) throws {
        let text = Self.head + "kmalloc: call_site=f ptr=\(null) bytes_req=8 bytes_alloc=8 gfp_flags=GFP_KERNEL\n"
        let trace = try ImportedTrace(.ftrace, text)
        #expect(trace.events[1].number(.ptr) == 0 && trace.events[1].number(.size) == 8 && trace.counters == [:])
        let free = try ImportedTrace(.ftrace, Self.head + "kfree: call_site=f ptr=\(null)\n")
        #expect(free.events[1].number(.ptr) == 0 && free.counters == [:])
    }

    @Test(arguments: ["ptr=(ptrval)", "ptr=(____ptrval____)"]) func hiddenOnBothWidths(_ pointer: String) throws {
        let trace = try ImportedTrace(.ftrace, Self.head + "kfree: call_site=f \(pointer)\n")
        #expect(trace.events[1].pointer(.ptr) == .hidden && trace.counters == ["ftrace.hidden_pointer": 1])
    }

    @Test(arguments: ["ptr= name=x", "ptr=", "ptr=(other)", "ptr=   "]) func otherTextsAreBad(_ pointer: String) throws {
        let trace = try ImportedTrace(.ftrace, Self.head + "kfree: call_site=f \(pointer)\n")
        #expect(trace.events.map(\.kind) == [.task, .unmatched])
    }

    @Test(arguments: [
        "page=(nil) pfn=0x0", "page=          (null) pfn=0", "page=(null) pfn=18446744073709551615", "page=00000000 pfn=4294967295",
    ])
    func failedPageAllocations(_ page: String) throws {
        let trace = try ImportedTrace(
            .ftrace, Self.head + "mm_page_alloc: \(page) order=3 migratetype=0 gfp_flags=GFP_ATOMIC\n")
        #expect(trace.events[1].number(.ptr) == 0 && !trace.events[1].has(.frame) && trace.events[1].number(.order) == 3)
        #expect(trace.counters == ["ftrace.failed_page_alloc": 1])
    }

    // MARK: Stacks

    @Test func ftracesStacksAreNoEvents() throws {
        let trace = try ImportedTrace(case: "15-stacks.txt")
        #expect(trace.events.map(\.kind) == [.task, .kmalloc, .kfree])
        #expect(trace.counters == ["ftrace.call_chain_line": 7])
    }

    @Test func traceCmdsStacksAreNoEvents() throws {
        let trace = try ImportedTrace(
            .ftrace,
            """
                         app-7     [001]  1.000001: kfree:                (f+0x5c) call_site=f ptr=0x10
                         app-7     [001]  1.000002: kernel_stack:         <stack trace >
            => kfree (ffffffff81234567)
               => skb_free_head (ffffffff81234568)
                         app-7     [001]  1.000003: <user stack trace>
             =>  <00007f5c89d7cc47>

            """)
        #expect(trace.events.map(\.kind) == [.task, .kfree] && trace.counters == ["ftrace.call_chain_line": 5])
    }

    @Test(arguments: ["\t", "        ", "    ", "  ", ""]) func perfsChainsInAnyIndentation(_ indent: String) throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
                         app     7 [001]     1.000001: kmem:kfree: call_site=f ptr=0x10
            \(indent)ffffffff81234567 kfree+0x57 ([kernel.kallsyms])
            \(indent)ffffffff81234568 skb_free_head+0x1c ([kernel.kallsyms])
            \(indent)    7f5c89d7cc47 [unknown] (/usr/lib/libc.so.6)
            \(indent)    55d0c8e01040 main (/home/me/my app)

                         app     7 [001]     1.000002: kmem:kfree: call_site=f ptr=0x10

            """)
        #expect(trace.events.map(\.kind) == [.task, .kfree, .kfree] && trace.counters == ["perf_script.call_chain_line": 4])
    }

    @Test func perfsSymbolsAloneAreChains() throws {
        let line = "             app     7 [001]     1.000001: kmem:kfree: call_site=f ptr=0x10\n"
        let trace = try ImportedTrace(.perfScript, line + "        kfree\n        skb_free_head ([kernel.kallsyms])\n\n" + line)
        #expect(trace.events.map(\.kind) == [.task, .kfree, .kfree] && trace.counters == ["perf_script.call_chain_line": 2])
    }
}
