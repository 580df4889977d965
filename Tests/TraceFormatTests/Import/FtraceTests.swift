import Testing
import TraceFormat

@Suite struct FtraceTests {
    @Test func windowHeadHasTheCountsOfItsLines() throws {
        let trace = try ImportedTrace(file: "ftrace-kmem-window-head.txt.zst")
        var kinds = trace.kinds
        kinds["task"] = nil
        #expect(
            kinds == [
                "page_alloc": 1906, "kmalloc": 46, "kfree": 53, "kmem_cache_alloc": 375, "kmem_cache_free": 358, "page_free": 588,
                "page_free_batched": 562, "page_alloc_zone_locked": 1669, "mark": 4, "page_pcpu_drain": 427,
            ])
        #expect(trace.counters == [:])
        let marks = trace.events.filter { $0.kind == .mark }.map { trace.text(.text, of: $0) }
        #expect(marks == ["GT T0 begin", "GT T0 mid", "GT T0 end", "GT T0 resume"])
    }

    @Test func bootHeadIsWhollyUnderstood() throws {
        let trace = try ImportedTrace(file: "ftrace-kmem-boot-head.txt.zst")
        #expect(trace.counters == [:])
        #expect(trace.events.filter { $0.kind != .task }.count == 4000 - 12)
    }

    @Test func kprobesOfVmallocBecomeAreas() throws {
        let trace = try ImportedTrace(file: "ftrace-vmalloc.txt.zst")
        #expect(trace.kinds["area_alloc"] == 475 && trace.kinds["area_free"] == 472 && trace.kinds["area_purge"] == 644)
        #expect(trace.counters == [:])
        let first = try #require(trace.events.first { $0.kind == .areaAlloc })
        #expect(first.number(.address) == 0xffff_c900_0059_d000 && first.number(.size) == 0x9000 && first.number(.align) == 1)
        #expect(first.number(.start) == 0xffff_c900_0000_0000)
        #expect(trace.text(.caller, of: first) == "__get_vm_area_node+0xb1/0x150")
        #expect(trace.events.first { $0.kind == .areaPurge }?.number(.count) == 0)
    }

    @Test(arguments: [
        "    kworker/0:2-46      [000] .Ns..     6.742409: kfree: call_site=f+0x20b/0x2e0 ptr=ffff88800a0c6b40",
        "    kworker/0:2-46    (     12) [000] .Ns..     6.742409: kfree: call_site=f+0x20b/0x2e0 ptr=ffff88800a0c6b40",
        "    kworker/0:2-46    [000]     6.742409: kfree:                (f+0x20b) call_site=f+0x20b/0x2e0 ptr=0xffff88800a0c6b40",
        "kworker/-46      0.Ns.. 6742409us : kfree: call_site=f+0x20b/0x2e0 ptr=ffff88800a0c6b40",
        "kworker/-46      0dNs2. 6742409us+: kfree: call_site=f+0x20b/0x2e0 ptr=ffff88800a0c6b40",
    ])
    func layoutsOfOneLine(_ line: String) throws {
        let trace = try ImportedTrace(.ftrace, line + "\n")
        let event = try #require(trace.events.last)
        #expect(event.kind == .kfree && event.number(.ptr) == 0xffff_8880_0a0c_6b40)
        #expect(event.task == 46 && event.cpu == 0 && event.time == 6_742_409_000)
        // latency-format cuts names to 8 characters.
        #expect(trace.text(.comm, of: trace.events[0]) == (line.hasPrefix("kworker/-") ? "kworker/" : "kworker/0:2"))
    }

    @Test func anUnknownCommandNameRenamesNobody() throws {
        let trace = try ImportedTrace(
            .ftrace,
            """
            <...>-7 [000] .....  6.742409: kfree: call_site=f ptr=0
            sh-7 [000] .....  6.742409: kfree: call_site=f ptr=0
            <...>-7 [000] .....  6.742409: kfree: call_site=f ptr=0

            """)
        #expect(trace.events.map(\.kind) == [.task, .kfree, .task, .kfree, .kfree])
        #expect(!trace.events[0].has(.comm) && trace.text(.comm, of: trace.events[2]) == "sh")
    }

    @Test func lostEventsAreReported() throws {
        let trace = try ImportedTrace(
            .ftrace,
            """
            # entries-in-buffer/entries-written: 100/142   #P:1
            a-1 [000] .....  6.742409: kfree: call_site=f ptr=ffff88800a0c6b40
            CPU:0 [LOST 12 EVENTS]
            CPU:1 [7 EVENTS DROPPED]
            CPU:1 [LOST EVENTS]

            """)
        #expect(trace.events.map(\.kind) == [.lost, .task, .kfree, .lost, .lost, .lost])
        #expect(trace.events.compactMap { $0.kind == .lost ? $0.number(.count) : nil } == [42, 12, 7, 0])
    }

    @Test func latencyFormatIsRecognisedByItsLines() throws {
        let text = """
            # tracer: nop
            #
            # nop latency trace v1.1.5 on 6.18.44
            # latency: 0 us, #73058/104009, CPU#0 | (M:PREEMPT(none) VP:0, KP:0, SP:0 HP:0 #P:2)
            #                    _------=> CPU#
            #  cmd     pid     |||||| time  |   caller
               a b: [0-28724     1..... 27157001us : mm_page_free: page=000000003215bf44 pfn=0x34d271 order=0
            swift-fr-28908     0d.h.. 27157866379us!: mm_page_alloc: page=0x1 pfn=0x1 order=0 migratetype=1 gfp_flags=GFP_KERNEL

            """
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { ImportFormat(sniffing: $0) } == .ftrace)
        let trace = try ImportedTrace(.ftrace, text)
        #expect(trace.events.map(\.kind) == [.task, .pageFree, .task, .pageAlloc])
        #expect(trace.events.map(\.task) == [28724, 28724, 28908, 28908] && trace.events.map(\.cpu) == [1, 1, 0, 0])
        #expect(trace.events[1].time == 27_157_001_000 && trace.events[1].number(.frame) == 0x34d271)
        #expect(trace.text(.comm, of: trace.events[0]) == "a b: [0")
        #expect(trace.counters == [:])
    }

    @Test(arguments: [
        "a-1 0 1us : kfree: ptr=0", "a-1 .... 1us : kfree: ptr=0", "a 1..... 1us : kfree: ptr=0", "a-1 1..... us : kfree: ptr=0",
    ])
    func linesLikeLatencyFormatStay(_ line: String) throws {
        let trace = try ImportedTrace(.ftrace, "sh-7 [000] .....  6.742409: kfree: call_site=f ptr=0\n" + line + "\n")
        #expect(trace.events.map(\.kind) == [.task, .kfree, .unmatched])
        #expect(trace.counters == ["ftrace.malformed_line": 1])
    }

    @Test func systemCallsInFtracesOwnForm() throws {
        let trace = try ImportedTrace(
            .ftrace,
            """
            a-1 [000] .....  6.000001: sys_mmap(addr: 0, len: 2000, prot: 3, flags: 22, fd: ffffffff, off: 0)
            a-1 [000] .....  6.000002: sys_mmap -> 0x7f04b3df6000
            a-1 [000] .....  6.000003: sys_munmap(addr: 7f04b3df6000, len: 2000)
            a-1 [000] .....  6.000004: sys_munmap -> 0xfffffffffffffff4
            a-1 [000] .....  6.000005: sys_futex(uaddr: 0)

            """)
        #expect(trace.events.map(\.kind) == [.task, .mmap, .munmap, .unmatched])
        #expect(trace.events[1].number(.length) == 0x2000 && trace.events[1].number(.result) == 0x7f04_b3df_6000)
        #expect(trace.counters == ["ftrace.failed_call": 1, "ftrace.unknown_event": 1])
    }
}
