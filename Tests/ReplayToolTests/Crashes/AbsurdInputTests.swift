import Testing

/// Numbers from the ends of their ranges: what the kernel or the C library would refuse is counted, what no event can have is refused.
@Suite struct AbsurdInputTests {
    /// An event, and what is counted of it.
    static let events: [(event: String, oddity: String)] = [
        ("memalign align=9223372036854775807 size=9223372036854775807 ptr=a", "heap.allocation_failed"),
        ("memalign align=9223372036854775808 size=16 ptr=a", "heap.allocation_failed"),
        ("memalign align=9223372036854775808 size=9223372036854775807 ptr=a", "heap.allocation_failed"),
        ("memalign align=18446744073709551615 size=1 ptr=a", "heap.allocation_failed"),
        ("malloc size=18446744073709551615 ptr=a", "heap.allocation_failed"),
        ("calloc count=4294967296 size=4294967296 ptr=a", "heap.allocation_failed"),
        ("vmalloc size=4096 align=140737488355328 ptr=a", "vmalloc.no_address_space"),
        ("vmalloc size=4096 align=9223372036854775808 ptr=a", "vmalloc.no_address_space"),
        ("vmalloc size=4096 align=18446744073709551615 ptr=a", "vmalloc.refused"),
        ("vmalloc size=18446744073709551615 ptr=a", "vmalloc.refused"),
        ("ioremap physical=0xffffffffffffffff size=1 ptr=a", "vmalloc.refused"),
        ("ioremap physical=0xfffffffffffff000 size=18446744073709551615 ptr=a", "vmalloc.refused"),
        ("area_alloc address=0xfffffffffffff000 size=18446744073709547520", "vmalloc.recorded_area_invalid"),
        ("kmalloc size=18446744073709551615 ptr=a", "slab.request_too_large"),
    ]
    static let machines = ["i386-1g", "x86_64-1g", "arm32-1g"]

    @Test(arguments: events.indices, machines) func isCounted(_ index: Int, _ machine: String) throws {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n0 0 0 task pid=100 comm=a\n1 0 100 \(Self.events[index].event)\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "/dev/null", "--machine", machine, "--audit"])
        #expect(outcome.status == 0, "\(Self.events[index].event): \(outcome.errors)")
        #expect(outcome.errors.contains("1 × \(Self.events[index].oddity)"), "\(Self.events[index].event): \(outcome.errors)")
    }

    @Test(arguments: [
        "mremap old=0xfffffffffffff000 size=18446744073709551615 length=18446744073709551615", "sbrk size=-9223372036854775808",
        "sbrk size=9223372036854775807", "brk address=0xffffffffffffffff", "mmap length=18446744073709551615 ptr=a",
        "munmap ptr=0xfffffffffffff000 length=18446744073709551615", "mprotect ptr=0x1000 length=18446744073709551615 prot=rw",
        "madvise ptr=0x1000 length=18446744073709551615 advice=dontneed", "mlock ptr=0xfff length=18446744073709551615",
        "write ptr=0xffffffffffffffff length=18446744073709551615", "area_alloc address=0xf8800000 size=4096 align=8192 end=0x1000",
        "area_alloc address=0xf8800000 size=4096 align=9223372036854775808", "malloc_trim size=18446744073709551615",
    ])
    func isReplayed(_ event: String) throws {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n0 0 0 task pid=100 comm=a\n1 0 100 \(event)\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "/dev/null", "--audit"])
        #expect(outcome.status == 0, "\(event): \(outcome.errors)")
    }

    @Test(arguments: ["9223372036854775808", "18446744073709551615", "18446744073709551616", "9223372037s"])
    func aTimeFrom2To63OnIsRefusedWithItsLine(_ time: String) throws {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n0 0 0 mark text=a\n\(time) 0 0 mark text=b\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "r.sqlite"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("a.trace:3: \"\(time)\" is not a time; expected nanoseconds below 2^63"), "\(outcome.errors)")
        #expect(try tool.files == ["a.trace"])
    }

    @Test func theLatestTimeIsReplayedWithItsKillAfterIt() throws {
        let tool = try Tool()
        let lines = ["9223372036854775807 0 100 mmap length=2GiB ptr=a", "9223372036854775807 0 100 write ptr=a length=2GiB"]
        try tool.write("a.trace", "replay-trace 1\n0 0 0 task pid=100 comm=a\n" + lines.joined(separator: "\n") + "\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "r.sqlite", "--set", "oom.exit_delay=9223372036854775807"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: [
        "vm.min_free_kbytes=100000000000000000", "vmalloc.lazy_max_pages=18446744073709551615", "vm.max_map_count=4294967296",
        "vm.overcommit_kbytes=18446744073709551615", "vm.watermark_scale_factor=0", "cpus=4097",
    ])
    func aSettingOutOfItsRangeIsRefused(_ pair: String) throws {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n")
        let outcome = try tool.run(["run", "a.trace", "-o", "r.sqlite", "--set", pair])
        #expect(outcome.status == 2, "\(pair)")
        #expect(outcome.errors.contains(pair.split(separator: "=")[0]) && outcome.errors.contains("expected"), "\(outcome.errors)")
    }
}
