import Testing

/// What the claims' traces have in kind, each alone: values from the rules of the kernel and of C.
@Suite struct ClaimKindTests {
    private func run(_ lines: [String], with arguments: [String] = [], _ sql: String) throws -> [String] {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n" + lines.joined(separator: "\n") + "\n")
        let run = try tool.run(["run", "a.trace", "-o", "r.sqlite", "-q"] + arguments)
        #expect(run.status == 0, "\(run.errors)")
        let answer = try tool.run(["query", "r.sqlite", sql, "--format", "csv"])
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    private func show(_ lines: [String], with arguments: [String] = [], _ view: [String]) throws -> String {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n" + lines.joined(separator: "\n") + "\n")
        #expect(try tool.run(["run", "a.trace", "-o", "r.sqlite", "-q"] + arguments).status == 0)
        return try tool.run([view[0], "r.sqlite"] + view.dropFirst()).output
    }

    private static let user = "0 0 0 task pid=10 comm=u uid=1000"

    /// Numbers as C writes them; unsigned ones wrap.
    @Test(arguments: [
        ("-1UL", "-1"), ("-1", "-1"), ("0xffffffffffffffff", "-1"), ("0x20000", "131072"), ("0400000", "131072"), ("131072ULL", "131072"),
        ("131072L", "131072"), ("128KiB", "131072"),
    ]) func literalsAreThoseOfC(_ literal: String, _ value: String) throws {
        let lines = [Self.user, "1us 0 10 mallopt parameter=M_TRIM_THRESHOLD value=\(literal)"]
        #expect(try run(lines, "SELECT new_value FROM setting") == [value])
    }

    @Test(arguments: [("-17", 0), ("15", 0), ("16", 2), ("-18", 2)]) func oomAdjIsFromMinus17To15(_ value: String, _ status: Int32) throws {
        let tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n\(Self.user)\n1us 0 0 oom_adj pid=10 value=\(value)\n")
        #expect(try tool.run(["run", "a.trace", "-o", "r.sqlite", "-q"]).status == status)
    }

    /// Tables of the vmalloc range that the kernel has since boot are no end of the walk.
    @Test(arguments: ["x86_64-1g", "x86_64-24g", "arm64-4g", "i386-1g", "arm32-1g"]) func translateFindsVmallocAndVmap(machine: String)
        throws
    {
        let tool = try Tool()
        let lines = ["0 0 0 vmalloc size=8192 ptr=v", "1us 0 0 page_alloc order=0 ptr=p", "2us 0 0 vmap old=p count=1 ptr=m"]
        try tool.write("a.trace", "replay-trace 1\n" + lines.joined(separator: "\n") + "\n")
        #expect(try tool.run(["run", "a.trace", "-o", "r.sqlite", "-q", "--machine", machine]).status == 0)
        let sql = "SELECT printf('0x%x', start), printf('0x%x', (SELECT pfn FROM mapping m WHERE m.step = area.step)) FROM area"
        let areas = try tool.run(["query", "r.sqlite", sql, "--format", "csv"]).output.split(whereSeparator: \.isNewline).dropFirst()
        #expect(areas.count == 2)
        for area in areas {
            let words = area.split(separator: ",")
            let walk = try tool.run(["show", "r.sqlite", "translate", "0", String(words[0])])
            #expect(walk.output.contains("frame \(words[1]), rw-"), "\(walk.output)\(walk.errors)")
        }
    }

    /// x86 up to 4.13: an address of the linear map, no area; since, an area as any other.
    @Test(arguments: [("2.6.32", ["0"]), ("4.4", ["0"]), ("6.1", ["1"])]) func theISARangeHasNoAreaBefore414(
        _ kernel: String, _ areas: [String]
    ) throws {
        let lines = ["0 0 0 ioremap physical=0xa0000 size=64KiB ptr=vga", "1us 0 0 write ptr=vga length=4", "2us 0 0 iounmap ptr=vga"]
        #expect(try run(lines, with: ["--set", "kernel=\(kernel)"], "SELECT count(*) FROM area WHERE op = 0") == areas)
        #expect(try run(lines, with: ["--set", "kernel=\(kernel)"], "SELECT physical FROM access") == ["655360"])
        #expect(try run(lines, with: ["--set", "kernel=\(kernel)"], "SELECT count(*) FROM anomaly") == ["0"])
    }

    /// ARM maps no RAM since 2.6.37, reserved or not; x86 maps what the page allocator has not, and before 2.6.35 the last page of a range.
    @Test(arguments: [
        ("arm32-1g", "3.10", "0x100000", "1"), ("arm32-1g", "2.6.32", "0x100000", "0"), ("arm64-4g", "6.1", "0x40300000", "1"),
        ("i386-1g", "6.1", "0x1100000", "0"), ("i386-1g", "6.1", "0x4000000", "1"), ("i386-1g", "2.6.32", "0x4000000", "0"),
    ]) func ioremapOfRAM(_ machine: String, _ kernel: String, _ physical: String, _ refused: String) throws {
        let lines = ["0 0 0 ioremap physical=\(physical) size=4096 ptr=a"]
        let arguments = ["--machine", machine, "--set", "kernel=\(kernel)"]
        #expect(try run(lines, with: arguments, "SELECT count(*) FROM failure WHERE reason = 'is_ram'") == [refused])
    }

    /// `phys=%llx` up to 4.14, `%pa` since.
    @Test(arguments: [("4.4", " phys=fe000000 ioremap"), ("6.1", " phys=0xfe000000 ioremap")]) func vmallocinfoHasItsGenerationsForm(
        _ kernel: String, _ text: String
    ) throws {
        let lines = ["0 0 0 ioremap physical=0xfe000000 size=4096 ptr=a"]
        #expect(try show(lines, with: ["--set", "kernel=\(kernel)"], ["show", "vmallocinfo"]).contains(text))
    }

    /// A write takes pages back that MADV_FREE gave; what is left is the kernel's.
    @Test func aWriteTakesLazilyFreedPagesBack() throws {
        let lines = [
            Self.user, "1us 0 10 mmap length=40KiB ptr=m", "2us 0 10 write ptr=m length=40KiB",
            "3us 0 10 madvise ptr=m length=40KiB advice=free",
            "4us 0 0 mark text=freed", "5us 0 10 write ptr=m length=12KiB",
        ]
        #expect(try run(lines, "SELECT op, count FROM v_mapping") == ["lazy_free,10", "take_back,3"])
        let freed = try show(lines, ["show", "smaps_rollup", "10", "--at", "mark:freed"])
        #expect(freed.contains("LazyFree:             40 kB"), "\(freed)")
        #expect(try show(lines, ["show", "smaps_rollup", "10"]).contains("LazyFree:             28 kB"))
    }

    /// A read of a file maps the cached ones of the 16 pages around, since 3.15.
    @Test(arguments: [("3.10", "1"), ("4.4", "16"), ("6.1", "16")]) func faultAroundMapsCachedNeighbours(
        _ kernel: String, _ resident: String
    ) throws {
        let lines = [
            Self.user, "0 0 0 task pid=11 comm=v uid=1000", "1us 0 10 mmap length=128KiB ptr=a name=/lib/x prot=r",
            "2us 0 10 read ptr=a length=128KiB", "3us 0 11 mmap length=128KiB ptr=b name=/lib/x prot=r",
            "4us 0 11 read ptr=b+20480 length=1",
        ]
        let sql = "SELECT file FROM process_state WHERE pid = 11 ORDER BY step DESC LIMIT 1"
        #expect(try run(lines, with: ["--set", "kernel=\(kernel)"], sql) == [resident])
    }

    /// A failed kmalloc is NULL: freed in silence, and no pointer to touch.
    @Test func aFailedKmallocIsNull() throws {
        let lines = ["0 0 0 kmalloc size=64MiB ptr=k", "1us 0 0 kfree ptr=k", "2us 0 0 write ptr=k"]
        #expect(try run(lines, "SELECT call, reason FROM failure") == ["kmalloc,too_large"])
        #expect(try run(lines, "SELECT kind FROM v_anomaly") == ["slab.request_too_large", "access.null_pointer"])
    }

    /// After a free a label keeps its address: what is read there, and whose it is.
    @Test func useAfterFreeIsShown() throws {
        let kernel = [
            "0 0 0 kmalloc size=64 ptr=k", "1us 0 0 kfree ptr=k", "2us 0 0 read ptr=k", "3us 0 0 kmalloc size=50 ptr=n",
            "4us 0 0 read ptr=k",
        ]
        let sql = "SELECT text FROM v_anomaly WHERE kind = 'access.use_after_free'"
        #expect(try run(kernel, sql) == ["a free object of kmalloc-64", "a live object of kmalloc-64"])
        #expect(try run(kernel, "SELECT count(DISTINCT physical) FROM access") == ["1"])
        let heap = [
            Self.user, "1us 0 10 malloc size=24 ptr=a", "2us 0 10 free ptr=a", "3us 0 10 read ptr=a", "4us 0 10 malloc size=24 ptr=b",
            "5us 0 10 write ptr=a", "6us 0 10 free ptr=b", "7us 0 10 free ptr=a",
        ]
        #expect(try run(heap, sql) == ["a free chunk (tcache)", "a live block of 24 bytes"])
        #expect(try run(heap, "SELECT count FROM counter WHERE name = 'heap.bad_free'") == ["1"])
    }

    /// Up to 4.11 a stack keeps one page free below it, since 256.
    @Test(arguments: [("4.4", "0"), ("6.1", "1")]) func theGapBelowTheStack(_ kernel: String, _ faults: String) throws {
        let lines = [
            Self.user, "1us 0 10 mmap length=4096 ptr=m address=0xbfe00000 flags=private|anonymous|fixed",
            "2us 0 10 write ptr=0xbfe10000 length=1",
        ]
        let sql = "SELECT count(*) FROM fault WHERE outcome = 5"
        #expect(try run(lines, with: ["--set", "kernel=\(kernel)"], sql) == [faults])
    }

    /// setrlimit: as the process, and as root for it.
    @Test func limitsAreSetAndHold() throws {
        let lines = [
            Self.user, "1us 0 10 setrlimit resource=as soft=64MiB", "2us 0 10 mmap length=70MiB ptr=a",
            "3us 0 10 setrlimit resource=memlock soft=32MiB",
            "4us 0 0 setrlimit resource=memlock soft=32MiB pid=10", "5us 0 10 mmap length=16MiB ptr=b", "6us 0 10 mlock ptr=b length=16MiB",
            "7us 0 10 fork child=11", "8us 0 11 mmap length=70MiB ptr=c", "9us 0 0 setrlimit resource=memlock soft=0 hard=0 pid=10",
            "10us 0 10 mlock ptr=b length=4096",
        ]
        let expected = [
            "mmap,12,address_space_limit", "setrlimit,1,hard_limit", "mmap,12,address_space_limit", "mlock,1,not_permitted",
        ]
        #expect(try run(lines, "SELECT call, errno, reason FROM failure ORDER BY step") == expected)
    }

    /// Before 4.5 RLIMIT_DATA is brk's alone.
    @Test(arguments: [("4.4", "0"), ("6.1", "1")]) func theDataLimitCountsMappingsSince45(_ kernel: String, _ failures: String) throws {
        let lines = [Self.user, "1us 0 10 setrlimit resource=data soft=1MiB", "2us 0 10 mmap length=4MiB ptr=a"]
        #expect(
            try run(lines, with: ["--set", "kernel=\(kernel)"], "SELECT count(*) FROM failure WHERE reason = 'data_limit'") == [failures])
    }

    /// What the processor's registers hold (trap_pf.h; fsr-2level.c; esr.h).
    @Test(arguments: [
        ("i386-1g", "CR2 holds 0x", "error code 0x6 (not present, write, user)"),
        ("arm32-1g", "FAR holds 0x", "DFSR 0x817 (not present, write, user, page)"),
        ("arm64-4g", "FAR_EL1 holds 0x", "ESR_EL1 0x92000047 (not present, write, user, level 3)"),
    ]) func registersOfAFault(_ machine: String, _ address: String, _ cause: String) throws {
        let lines = [Self.user, "1us 0 10 mmap length=8192 ptr=a", "2us 0 10 write ptr=a length=1", "3us 0 10 write ptr=a+4096 length=1"]
        let text = try show(lines, with: ["--machine", machine], ["explain", "5"])
        #expect(text.contains(address) && text.contains(cause), "\(text)")
    }

    /// Kernel threads have no memory, and no score.
    @Test(arguments: ["2.6.32", "6.1"]) func aKernelThreadScoresNothing(kernel: String) throws {
        let lines = ["0 0 0 task pid=2 comm=kthreadd uid=0", "0 0 0 task pid=3 comm=kswapd0 uid=0 parent=2"]
        #expect(try show(lines, with: ["--set", "kernel=\(kernel)"], ["show", "oom_score", "3"]) == "0\n")
    }

    /// zoneinfo and meminfo tell the same of anonymous memory.
    @Test func inactiveAnonAgrees() throws {
        let lines = [Self.user, "1us 0 10 mmap length=4MiB ptr=a", "2us 0 10 write ptr=a length=4MiB"]
        #expect(try show(lines, ["show", "zoneinfo"]).contains("nr_inactive_anon 1024\n"))
        #expect(try show(lines, ["show", "meminfo"]).contains("Inactive(anon):     4096 kB"))
    }

    @Test func swapoffChangesNothing() throws {
        #expect(try run(["0 0 0 swapoff"], "SELECT kind FROM v_anomaly") == ["memory.no_swap"])
    }
}
