import Testing

@testable import TraceFormat

@Suite struct TextReadingTests {
    private func events(_ lines: String) throws -> [TraceEvent] { try Trace(text: "replay-trace 1\n" + lines).events }

    private func event(_ line: String) throws -> TraceEvent { try #require(try events(line).first) }

    @Test func timesHaveUnitsAndMayBeRelative() throws {
        let times = try events(
            """
            5 - - munlockall
            +10us - - munlockall # ten microseconds on
            2ms - - munlockall
            +1 - - munlockall
            1s - - munlockall

            3ns - - munlockall
            +9223372036854775804 - - munlockall
            """
        ).map(\.time)
        #expect(times == [5, 10_005, 2_000_000, 2_000_001, 1_000_000_000, 3, TraceEvent.latestTime])
    }

    @Test func lineNumbersCountCommentsAndHeader() throws {
        let trace = try Trace(
            text: "replay-trace 1 # c\r\n# a\n\nheader a b # c\n\t 1 - - munlockall\r\n#\n 2 3 4 munlockall#\n".replacing(
                "munlockall#", with: "munlockall #"))
        #expect(trace.events.map(\.line) == [5, 7])
        #expect(trace.header.entries.map(\.key) == ["a"])
        #expect(trace.events[1].cpu == 3)
        #expect(trace.events[1].task == 4)
        #expect(trace.events[0].cpu == TraceEvent.noCPU)
        #expect(trace.events[0].task == TraceEvent.noTask)
    }

    private static let sizeTexts: [(text: String, bytes: UInt64)] = [
        ("0", 0), ("4096", 4096), ("0x10", 16), ("0XfF", 255), ("1B", 1), ("3KiB", 3072), ("4kB", 4096), ("5MiB", 5 << 20),
        ("6GiB", 6 << 30), ("7TiB", 7 << 40), ("18446744073709551615", UInt64.max), ("0xffffffffffffffff", .max),
        ("00000000000000000000001", 1), ("0x10KiB", 16384),
    ]

    @Test(arguments: sizeTexts)
    func sizes(text: String, bytes: UInt64) throws {
        #expect(try event("0 - - malloc size=\(text) ptr=a").number(.size) == bytes)
    }

    @Test(arguments: [
        ("-9223372036854775808", Int64.min), ("9223372036854775807", .max), ("-4KiB", -4096), ("0", 0), ("-0", 0), ("-0x10", -16),
    ])
    func signedNumbers(text: String, value: Int64) throws {
        #expect(try event("0 - - sbrk size=\(text)").signed(.size) == value)
    }

    @Test func pointersAreAddressesOrLabels() throws {
        #expect(try event("0 - - free ptr=0x1000").pointer(.ptr) == PointerKey(value: 4096, isLabel: false))
        #expect(try event("0 - - free ptr=17").pointer(.ptr) == PointerKey(value: 17, isLabel: false))
        let trace = try Trace(text: "replay-trace 1\n0 - - free ptr=buf-1\n0 - - free ptr=\"0x10\"\n0 - - free ptr=ffff\n")
        #expect(trace.events.map { trace.names[$0.name(.ptr)!] } == ["buf-1", "0x10", "ffff"])
    }

    @Test func plusAfterAPointerIsItsOffset() throws {
        let write = try event("0 - - write ptr=a+4KiB length=2")
        #expect(write.number(.offset) == 4096)
        #expect(try event("0 - - write ptr=0x1000+16").number(.offset) == 16)
        #expect(try event("0 - - brk address=a+0").number(.offset) == 0)
        #expect(try event("0 - - write offset=8 ptr=a").number(.offset) == 8)
        #expect(try event("0 - - write length=2 ptr=a").number(.offset) == nil)
        // mmap's offset is the file's: its pointer takes none.
        #expect(throws: TraceError.self) { _ = try event("0 - - mmap ptr=a+4096 length=1") }
    }

    @Test func gfpFlagsAreTheKernels() throws {
        func gfp(_ text: String) throws -> GfpFlags {
            GfpFlags(rawValue: UInt32(try event("0 - - page_alloc order=0 gfp=\(text)").number(.gfp)!))
        }
        #expect(try gfp("GFP_KERNEL") == .kernel)
        #expect(try gfp("GFP_ATOMIC|__GFP_ZERO|0x80000000").rawValue == GfpFlags([.atomic, .zero]).rawValue | 0x8000_0000)
        #expect(try gfp("0xcc0") == .kernel)
        #expect(try gfp("0") == [])
        #expect(try gfp("GFP_TRANSHUGE").rawValue == 0x1c_24ca)
    }

    @Test func wordsHaveTheirOtherSpellings() throws {
        #expect(try event("0 - - mmap length=1 flags=MAP_PRIVATE|anon|MAP_FIXED_NOREPLACE").number(.flags) == 0x100022)
        #expect(try event("0 - - page_alloc order=0 migratetype=HighAtomic").number(.migratetype) == 3)
        #expect(try event("0 - - page_alloc order=0 migratetype=5").number(.migratetype) == 5)
        for (text, bits) in [("r", 1), ("rw", 3), ("rw-", 3), ("r-x", 5), ("--x", 4), ("-", 0), ("---", 0), ("rwx", 7), ("x", 4), ("w", 2)]
        {
            #expect(try event("0 - - mmap length=1 prot=\(text)").number(.prot) == UInt64(bits))
        }
        for (text, value) in [("0", 0), ("1", 1), ("true", 1), ("false", 0)] {
            #expect(try event("0 - - kmalloc size=1 ptr=a accounted=\(text)").number(.accounted) == UInt64(value))
        }
        #expect(try event("0 - - rss_stat space=0 member=1 size=0").number(.member) == 1)
    }

    @Test func namesKeepHashAndEqualsSigns() throws {
        let trace = try Trace(text: "replay-trace 1\n0 - - mark text=a#b=c\n0 - - mark text=\"\\x41\\\\\\\"\\n\" # c\n")
        #expect(trace.events.map { trace.names[$0.name(.text)!] } == ["a#b=c", "A\\\"\n"])
    }

    @Test func batchesEndAtTheirLimit() throws {
        let reader = try TextTraceReader(
            ByteSource(name: "t", bytes: Array("replay-trace 1\n0 - - exit\n1 - - exit\n2 - - exit\n".utf8)), source: 7)
        var names = NameTable()
        var batch: [TraceEvent] = []
        #expect(try reader.read(into: &batch, limit: 2, names: &names))
        #expect(batch.count == 2)
        #expect(try reader.read(into: &batch, limit: 2, names: &names))
        #expect(batch.map(\.time) == [0, 1, 2])
        #expect(batch.allSatisfy { $0.source == 7 })
        #expect(try !reader.read(into: &batch, limit: 2, names: &names))
    }
}
