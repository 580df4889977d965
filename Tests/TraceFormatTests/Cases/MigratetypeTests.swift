import Testing
import TraceFormat

/// Migrate types as other kernels number them.
@Suite struct MigratetypeTests {
    private func types(_ trace: ImportedTrace) -> [UInt64?] {
        trace.events.filter { $0.has(.migratetype) }.map { $0.number(.migratetype) }
    }

    private static func line(_ second: Int, _ event: String) -> String { "          app-7     [000]  \(second).000001: \(event)\n" }
    private static let movable = "mm_page_alloc: page=1 pfn=9 order=0 migratetype=TYPE gfp_flags=GFP_HIGHUSER_MOVABLE"
    private static let drain = "mm_page_pcpu_drain: page=1 pfn=8 order=0 migratetype=TYPE"
    private static let taken = "mm_page_alloc_zone_locked: page=1 pfn=8 order=0 migratetype=TYPE percpu_refill=0"

    private static func text(_ events: (String, Int)...) -> String {
        events.enumerated().map { line($0 + 1, $1.0.replacing("TYPE", with: "\($1.1)")) }.joined()
    }

    @Test func kernelsBefore44AreToldByTheFlags() throws {
        let trace = try ImportedTrace(case: "07-migratetype-before-4.4.txt")
        #expect(types(trace) == [1, 2])
        #expect(trace.counters == [:])
    }

    @Test func whatAllocationsShowHoldsForAllEvents() throws {
        let old = try ImportedTrace(.ftrace, Self.text((Self.drain, 1), (Self.drain, 2), (Self.movable, 2), (Self.drain, 1)))
        #expect(types(old) == [2, 1, 1, 2] && old.counters == [:])
        let new = try ImportedTrace(.ftrace, Self.text((Self.drain, 1), (Self.drain, 2), (Self.movable, 1), (Self.drain, 2)))
        #expect(types(new) == [1, 2, 1, 2] && new.counters == [:])
    }

    @Test func withoutEvidenceTheNamedKernelDecides() throws {
        let text = Self.text((Self.drain, 1), (Self.drain, 2), (Self.drain, 0))
        #expect(types(try ImportedTrace(.ftrace, text, kernel: RecordedKernel("3.10"))) == [2, 1, 0])
        let header = try ImportedTrace(.ftrace, "# nop latency trace v1.1.5 on 2.6.32-754.el6\n" + text)
        #expect(types(header) == [2, 1, 0] && header.counters == [:])
        let unknown = try ImportedTrace(.ftrace, text)
        #expect(types(unknown) == [1, 2, 0])
        #expect(unknown.counters == ["ftrace.unknown_migratetype": 2])
    }

    @Test func theRecordingWinsOverTheNamedKernel() throws {
        let text = Self.text((Self.movable, 1), (Self.drain, 2))
        let trace = try ImportedTrace(.ftrace, text, kernel: RecordedKernel("3.10"))
        #expect(types(trace) == [1, 2] && trace.counters.isEmpty)
        let late = Self.text((Self.drain, 2)) + "# " + String(repeating: "x", count: 1 << 20 - 40) + "\n" + Self.text((Self.movable, 1))
        #expect(try ImportedTrace(.ftrace, late, kernel: RecordedKernel("3.10")).counters == ["ftrace.other_kernel_than_named": 1])
    }

    @Test func isolateAndCMAChangePlaces() throws {
        let withCMA = try ImportedTrace(.ftrace, Self.text((Self.movable, 1), (Self.taken, 4), (Self.drain, 5)))
        #expect(types(withCMA).map { Migratetype(rawValue: UInt8($0!)) } == [.movable, .cma, .isolate])
        #expect(withCMA.counters == [:])
        let unknown = try ImportedTrace(.ftrace, Self.text((Self.movable, 1), (Self.drain, 4)))
        #expect(types(unknown).map { Migratetype(rawValue: UInt8($0!)) } == [.movable, .isolate])
        #expect(unknown.counters == ["ftrace.unknown_migratetype": 1])
    }

    @Test func reserveIsCounted() throws {
        let trace = try ImportedTrace(.ftrace, Self.text((Self.movable, 2), (Self.drain, 3)))
        #expect(trace.counters == ["ftrace.reserve_migratetype": 1])
    }

    @Test func fallbacksAreRenumberedToo() throws {
        let fallback =
            "mm_page_alloc_extfrag: page=1 pfn=8 alloc_order=0 fallback_order=4 pageblock_order=9 alloc_migratetype=1 "
            + "fallback_migratetype=2 fragmenting=1 change_ownership=0"
        let trace = try ImportedTrace(.ftrace, Self.text((Self.movable, 2), (fallback, 0)))
        let event = try #require(trace.all(.pageAllocExtfrag).first)
        #expect(event.number(.migratetype) == 2 && event.number(.fallbackMigratetype) == 1)
    }
}
