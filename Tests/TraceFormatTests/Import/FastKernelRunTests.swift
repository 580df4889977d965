import Testing

@testable import TraceFormat

/// The fast path of perf script, ftrace and malloc logs beside the way that reads every line.
@Suite struct FastKernelRunTests {
    private static let files: [(String, ImportFormat)] = [
        ("perf-build-head.txt.zst", .perfScript), ("perf-tar-slice.txt.zst", .perfScript), ("ftrace-kmem-boot-head.txt.zst", .ftrace),
        ("ftrace-kmem-window-head.txt.zst", .ftrace), ("ftrace-vmalloc.txt.zst", .ftrace), ("glibc-cc1-head.txt.zst", .glibcLog),
    ]

    /// The first lines of a real recording.
    private static func lines(_ file: String, _ limit: Int) throws -> [[UInt8]] {
        var reader = try LineReader(path: ImportedTrace.path(file))
        var lines: [[UInt8]] = []
        while lines.count < limit, let line = try reader.next() { lines.append(Array(line.bytes)) }
        return lines
    }

    @Test(arguments: files) func recordingsAreReadAsWithoutIt(_ file: String, _ format: ImportFormat) throws {
        let text = Array(try Self.lines(file, 2000).joined(separator: [0x0a])) + [0x0a]
        let reading = expectEqualWays(text, as: format, limit: 333)
        #expect(reading.error == nil)
        #expect(reading.events.count > 500)
    }

    /// One line in eight is damaged; its neighbours go on with what the fast path remembers.
    @Test(arguments: files) func damagedLinesAreReadAsWithoutIt(_ file: String, _ format: ImportFormat) throws {
        let lines = try Self.lines(file, 700)
        for seed in 1...3 as ClosedRange<UInt64> {
            var random = SeededGenerator(state: seed)
            var text: [UInt8] = []
            for line in lines {
                var line = line
                if Int.random(in: 0..<8, using: &random) == 0 { damage(&line, &random) }
                text += line + [0x0a]
            }
            _ = expectEqualWays(text, as: format, "\(file) \(seed)")
        }
    }

    private static let perf = "            perf 23/24 [001]   111.507039207:               kmem:"
    private static let edges = [
        "kmalloc: call_site=a ptr=(nil) bytes_req=32 bytes_alloc=32 gfp_flags=GFP_KERNEL node=-1 accounted=false",
        "kmalloc: call_site=a, ptr=0x1 bytes_req=32, bytes_alloc=32 gfp_flags=GFP_KERNEL",
        "kmalloc: call_site=a ptr=(null) bytes_req=32 bytes_alloc=32 gfp_flags=GFP_KERNEL|NEW",
        "kmalloc: ptr=0x1 call_site=a bytes_req=32 bytes_alloc=32 gfp_flags=GFP_KERNEL", "kfree: call_site=a ptr=0x1 ",
        "kfree: call_site=a",
        "kfree: call_site= ptr=0x1", "kfree: ptr=0x1", "kfree: call_site=a ptr=0x12345678901234567", "kfree: call_site=a ptr=0x1\t",
        "kfree:", "kfree: ", "kfree", "kfree:call_site=a ptr=0x1", "kfree: call_site=a ptr=0x1 extra=3", "kfree: call_site=a ptr=0x1 extra",
        "mm_page_free: page=0x1 pfn=0x100000000 order=0", "mm_page_free: page=0x1 pfn=0xffffffff order=11",
        "mm_page_alloc: page=(nil) pfn=0x0 order=0 migratetype=1 gfp_flags=GFP_KERNEL",
        "mm_page_alloc: page=(nil) pfn=0xffffffffffffffff order=0 migratetype=1 gfp_flags=GFP_KERNEL",
        "mm_page_alloc: page=0x1 pfn=18446744073709551615 order=0 migratetype=1 gfp_flags=GFP_KERNEL",
        "mm_page_alloc: page=0x1 pfn=12 order=0 migratetype=6 gfp_flags=GFP_KERNEL",
        "rss_stat: mm_id=3 curr=1 type=MM_ANONPAGES size=-4096B",
        "rss_stat: mm_id=3 curr=1 type=3 size=4096", "rss_stat: mm_id=3 curr=x type=MM_FILEPAGES size=4096B",
        "rss_stat: mm_id=3 curr=1 member=1 size=1B",
        "kfree: call_site=a ptr=0x1\r",
    ]

    @Test(arguments: edges) func edgesAreReadTheSame(_ event: String) {
        let good = Self.perf + "kfree: call_site=a ptr=0x1\n"
        _ = expectEqualWays(Array((good + good + Self.perf + event + "\n" + good + Self.perf + event).utf8), as: .perfScript)
    }

    private static let beginnings = [
        "            perf 23/24 [001]   111.5070:  kmem:kfree: ", "            perf 23/24 [001] 9999999999.507039207:  kmem:kfree: ",
        "            perf 23/24 [001]   111.507039:  250 kmem:kfree: ", "            perf 23/24 [001]\t111.507039: kmem:kfree: ",
        "            perf 23/25 [001]   111.507039: kmem:kfree: ", "            pref 23/24 [001]   111.507039: kmem:kfree: ",
        "            perf 23/24 [000]   111.507038: kmem:kfree: ", "            perf 24/24 [001]   111.507039: kmem:kfree: ",
        "     a 1.5: perf 23/24 [001]   111.507039: kmem:kfree: ", "            perf 23/24 [001]   111.507039:kmem:kfree: ",
        "            :24  23/24 [001]   111.507039: kmem:kfree: ", " swapper 0/0 [001]   111.507039: kmem:kfree: ",
        " perf -1/-1 [001] 1.507039: kfree: ",
    ]

    @Test(arguments: beginnings) func beginningsAreReadTheSame(_ beginning: String) {
        let good = Self.perf + "kfree: call_site=a ptr=0x1\n"
        let other = beginning + "call_site=a ptr=0x1\n"
        _ = expectEqualWays(Array((good + good + other + other + good + other + good).utf8), as: .perfScript)
    }

    /// Tasks that come, are renamed, fork and end between the lines of others.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func tasksThatChangeAreReadTheSame(_ seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var text = ""
        for index in 0..<800 {
            let pid = Int.random(in: 1..<5, using: &random)
            let tid = pid + Int.random(in: 0..<3, using: &random) * 10
            let comm = ["bash", "cc1", "a b", "<...>", "kworker/0:1-mm"].randomElement(using: &random)!
            let head = "\(String(repeating: " ", count: 16 - comm.count))\(comm) \(pid)/\(tid) [00\(pid & 1)] 1.\(100_000_000 + index):  "
            switch Int.random(in: 0..<12, using: &random) {
            case 0: text += head + "sched:sched_process_fork: comm=\(comm) pid=\(tid) child_comm=\(comm) child_pid=\(100 + index)\n"
            case 1: text += head + "sched:sched_process_exit: comm=\(comm) pid=\(tid) prio=120 group_dead=true\n"
            case 2: text += head + "syscalls:sys_enter_brk: brk: 0x00000000\n"
            case 3: text += head + "exceptions:page_fault_user: address=0x1 ip=0x2 error_code=0x6\n"
            case 4: text += head + "task:task_newtask: pid=\(200 + index) comm=\(comm) clone_flags=50f00 oom_score_adj=0\n"
            default: text += head + "kmem:kfree: call_site=f\(index % 5)+0x1 ptr=0x\(String(index, radix: 16))\n"
            }
        }
        _ = expectEqualWays(Array(text.utf8), as: .perfScript, limit: 64)
    }
}
