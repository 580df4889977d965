import Testing

@testable import TraceFormat

/// kprobes inside the page allocator, interrupts inside its locks, and marks of memory policies.
@Suite struct PageProbeTests {
    /// Lines of ftrace; `@FLAGS EVENT` has its own flags.
    private func trace(_ lines: String...) throws -> ImportedTrace {
        let text = lines.enumerated().map { index, line in
            let flags = line.hasPrefix("@") ? String(line.dropFirst().prefix(5)) : "....."
            let event = line.hasPrefix("@") ? String(line.dropFirst(7)) : line
            return "          app-7     [001] \(flags)  \(index + 1).000001: \(event)\n"
        }
        return try ImportedTrace(.ftrace, text.joined())
    }

    private func kinds(_ trace: ImportedTrace) -> [EventKind] { trace.events.map(\.kind).filter { $0 != .task } }

    @Test func eachProbeIsAnEvent() throws {
        let trace = try trace(
            "bulk: (__alloc_pages_bulk+0x0/0x6b0) gfp=0x2dc2 node=-1 pages=4",
            "bulk_ret: (__vmalloc_node_range+0x264/0x880 <- __alloc_pages_bulk) given=4",
            "drain_zone: (drain_pages_zone+0x0/0x70) of_cpu=0 zone=0xffff88800f536000",
            "drain_expired: (drain_zone_pages+0x0/0x50) zone=0xffff88801ffd5600",
            "balance: (balance_pgdat+0x0/0xa40) pgdat=0xffff88800f536000 order=0 zone=1",
            "balance_ret: (kswapd+0x1f0/0x3a0 <- balance_pgdat) order=0", "mm_vmscan_kswapd_sleep: nid=0",
            "ask: (__alloc_pages+0x0/0x330) gfp=0x400dc0 order=1 node=0 mask=0x0",
            "stat_flush: (refresh_cpu_vm_stats+0x0/0x230)",
            "isolate_ret: (compaction_alloc+0x33a/0xa20 <- __isolate_free_page) taken=64")
        #expect(
            kinds(trace) == [
                .pageBulk, .pageBulkDone, .pcpDrain, .pcpDrain, .kswapdBalance, .kswapdBalanceDone, .kswapdSleep, .pageAsk, .statFlush,
                .pageIsolateDone,
            ])
        #expect(trace.events.first { $0.kind == .pageBulk }?.signed(.node) == -1)
        let drains = trace.events.filter { $0.kind == .pcpDrain }
        #expect(drains.map { $0.number(.processor) } == [0, nil])
        #expect(trace.events.first { $0.kind == .pageAsk }?.number(.gfp) == 0x40_0dc0)
    }

    @Test func aStructPageIsItsFrame() throws {
        let isolate = "isolate: (__isolate_free_page+0x0/0x2b0) page=0xffffea000039a000 order=7"
        #expect(try trace(isolate).events.last?.number(.frame) == 0xe680)
        // With KASLR the array stands elsewhere; an allocation that prints both tells where.
        let moved = try trace(
            "mm_page_alloc: page=fffff5d400244200 pfn=0x9108 order=0 migratetype=0 gfp_flags=GFP_KERNEL",
            "isolate: (__isolate_free_page+0x0/0x2b0) page=0xfffff5d400244240 order=0")
        #expect(moved.events.last?.number(.frame) == 0x9109)
        #expect(try trace("isolate: (f+0x0/0x2b0) page=0x7 order=0").counters["ftrace.bad_field"] == 1)
    }

    @Test func aFrameOfAnySizeIsTaken() throws {
        let trace = try trace("mm_page_alloc: page=ffffea0000244200 pfn=0xffffffffffffffff order=0 migratetype=0 gfp_flags=GFP_KERNEL")
        #expect(trace.counters["ftrace.failed_page_alloc"] == 1)
    }

    @Test func interruptsInsideLocksAreTold() throws {
        let free = "mm_page_free: page=ffffea0000244200 pfn=0x9108 order=0"
        let trace = try trace("@..s3. \(free)", "@..s1. \(free)", "@d..3. \(free)", "@d.h2. \(free)", "@..s3. \(free)")
        let frees = trace.events.filter { $0.kind == .pageFree }
        #expect(frees.map { $0.number(.interrupt) } == [1, nil, nil, 1, 1])
    }

    @Test func aMarkTellsAPolicy() throws {
        let trace = try trace(
            "tracing_mark_write: GT policy 143 bind mask 2 rc 0 range 7fc8b55bb000 5120",
            "tracing_mark_write: GT policy 145 mbind mask 1 rc 0 range 7fbdc6f1e000 3072",
            "tracing_mark_write: GT policy 146 bind mask 2 rc -22 range 0 1")
        #expect(kinds(trace) == [.mark, .setMempolicy, .mark, .mbind, .mark])
        let policy = try #require(trace.events.first { $0.kind == .setMempolicy })
        #expect(policy.task == 143 && policy.number(.mode) == 2 && policy.number(.nodes) == 2)
    }
}
