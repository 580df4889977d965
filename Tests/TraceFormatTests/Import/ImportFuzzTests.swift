import Testing

@testable import TraceFormat

@Suite struct ImportFuzzTests {
    /// Lines of every sort, to be damaged.
    private static let seeds: [(ImportFormat, String)] = [
        (
            .perfScript,
            "perf 1/2 [001] 1.256741: kmem:mm_page_alloc: page=0x2 pfn=0x2 order=0 migratetype=1 gfp_flags=GFP_KERNEL|__GFP_ZERO"
        ),
        (.perfScript, "perf 1/2 [001] 1.256742: syscalls:sys_enter_mmap: addr: 0x0, len: 0x2, prot: 0x3, flags: 0x2, fd: 0x3, off: 0x0"),
        (.perfScript, "perf 1/2 [001] 1.256742: syscalls:sys_exit_mmap: 0x7f96b25be000"),
        (.perfScript, "bash 1/1 [001] 1.262001: sched:sched_process_fork: comm=bash pid=1 child_comm=bash child_pid=2"),
        (.perfScript, "perf 1/2 [001] 1.256743: kmem:rss_stat: mm_id=36 curr=1 type=MM_FILEPAGES size=1298432B"),
        (.ftrace, "insmod-93 [000] ..... 6.205: va_ret: (f+0xb1/0x150 <- g) start=0xffffc9000059d000 end=0xffffc900005a6000"),
        (.ftrace, "insmod-93 (1) [000] ..... 6.205: sys_mmap(addr: 0, len: 2000, prot: 3, flags: 22, fd: ffffffff, off: 0)"),
        (.ftrace, "insmod-93 [000] ..... 6.205: sys_mmap -> 0x1"),
        (.ftrace, "# entries-in-buffer/entries-written: 323699/323799   #P:1"),
        (.glibcLog, "c 13 16 256d2e0"), (.glibcLog, "# statm size_pages=13736 rss_pages=9211 brk=2868000 seq=736914"),
        (.glibcLog, "# brk 256d000 258e000 seq=1"),
    ]

    /// Damaged lines never stop the program, and every event is well formed.
    @Test(arguments: 0..<12) func damagedLinesNeverCrash(_ index: Int) throws {
        var random = SeededGenerator(state: UInt64(index) + 1)
        let (format, good) = Self.seeds[index]
        var text = Array((Self.valid(format) + "\n").utf8)
        for _ in 0..<2000 {
            var line = Array(good.utf8)
            for _ in 0...Int.random(in: 0..<4, using: &random) { Self.damage(&line, &random) }
            text += line + [0x0a]
        }
        text += Array(good.utf8) + [0x0a]
        let trace = try ImportedTrace(format.open(ByteSource(name: "fuzz", bytes: text)), limit: 100)
        for event in trace.events {
            #expect(KindRule.byCode[Int(event.kind.rawValue)]?.violation(of: event) == nil)
        }
        #expect(!trace.events.isEmpty)
    }

    private static func valid(_ format: ImportFormat) -> String {
        seeds.first { $0.0 == format }!.1
    }

    private static func damage(_ line: inout [UInt8], _ random: inout SeededGenerator) {
        guard !line.isEmpty else { return }
        let at = Int.random(in: 0..<line.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: line.remove(at: at)
        case 1: line[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: line.insert(Array(" :=-[]()./0f".utf8)[Int.random(in: 0..<12, using: &random)], at: at)
        case 3: line.removeLast(line.count - at)
        default: line.swapAt(at, Int.random(in: 0..<line.count, using: &random))
        }
    }

    @Test func formatsAreRecognisedByTheirLines() {
        for (format, line) in Self.seeds where !line.hasPrefix("# entries") {
            let bytes = Array((line + "\n").utf8)
            #expect(bytes.withUnsafeBytes { ImportFormat(sniffing: $0) } == format, "\(line)")
        }
        #expect(Array("memory-trace 1\nkmalloc 1\n".utf8).withUnsafeBytes { ImportFormat(sniffing: $0) } == nil)
    }

    @Test func theSizeOfTheBatchChangesNothing() throws {
        let one = try ImportedTrace(file: "perf-build-head.txt.zst", limit: 1)
        let many = try ImportedTrace(file: "perf-build-head.txt.zst", limit: 100_000)
        #expect(one.events == many.events)
    }
}
