import Testing

@testable import TraceFormat

@Suite struct TextErrorTests {
    /// An event line and what the error about it says.
    private static let wrongLines: [(String, String)] = [
        ("x - - exit", "\"x\" is not a time; expected nanoseconds"),
        ("1m - - exit", "\"1m\" is not a time"),
        ("-1 - - exit", "\"-1\" is not a time"),
        ("18446744073709551616 - - exit", "is not a time"),
        ("20000000000s - - exit", "is not a time"),
        ("5 - - exit\n+18446744073709551615 - - exit", "is not a time"),
        ("0 - - exit\nheader title late", "a header line after the first event"),
        ("0", "the line ends before the CPU"),
        ("0 -", "the line ends before the task"),
        ("0 - -", "the line ends before the event"),
        ("0 - - # comment", "unknown event \"#\""),
        ("0 32768 - exit", "\"32768\" is not a CPU; expected a number 0 … 32767, or -"),
        ("0 -1 - exit", "\"-1\" is not a CPU"),
        ("0 - 2147483648 exit", "\"2147483648\" is not a task; expected a number 0 … 2147483647, or -"),
        ("0 - - kmaloc size=1 ptr=a", "unknown event \"kmaloc\"; expected kmalloc (did you mean that?)"),
        ("0 - - teleport", "unknown event \"teleport\"; expected an event's name"),
        ("0 - - kmalloc size=1 ptr=a frame=3", "kmalloc has no field \"frame\"; expected one of size, ptr, gfp"),
        ("0 - - kmalloc size=1 prt=a", "kmalloc has no field \"prt\"; expected ptr (did you mean that?)"),
        ("0 - - munlockall size=1", "munlockall has no field \"size\"; expected no field"),
        ("0 - - kmalloc size", "\"size\" is not a field; expected FIELD=VALUE"),
        ("0 - - kmalloc ptr=a", "kmalloc lacks size; expected size=BYTES"),
        ("0 - - kmalloc size=1 size=2 ptr=a", "size twice"),
        ("0 - - write ptr=a+1 offset=2", "offset twice"),
        ("0 - - write offset=2 ptr=a+1", "offset twice"),
        ("0 - - kmalloc size= ptr=a", "\"size=\" is not right; expected bytes, or a number with KiB"),
        ("0 - - kmalloc size=1KB ptr=a", "\"size=1KB\" is not right"),
        ("0 - - kmalloc size=18446744073709551616 ptr=a", "is not right"),
        ("0 - - kmalloc size=16777216TiB ptr=a", "is not right"),
        ("0 - - kmalloc size=0x ptr=a", "is not right"),
        ("0 - - kmalloc size=0x10000000000000000 ptr=a", "is not right"),
        ("0 - - kmalloc size=-1 ptr=a", "is not right"),
        ("0 - - kmalloc size=1 ptr=", "\"ptr=\" is not right; expected a label, or an address after 0x"),
        ("0 - - kmalloc size=1 ptr=1a", "\"ptr=1a\" is not right"),
        ("0 - - kmalloc size=1 ptr=a+4", "\"ptr=a+4\" is not right"),
        ("0 - - write ptr=a+b", "\"ptr=a+b\" is not right; expected a label, or an address after 0x, then +N"),
        ("0 - - kmalloc size=1 ptr=a gfp=GFP_KERNL", "expected GFP_KERNEL (did you mean that?)"),
        ("0 - - kmalloc size=1 ptr=a gfp=GFP_KERNEL|", "\"gfp=GFP_KERNEL|\" is not right"),
        ("0 - - kmalloc size=1 ptr=a gfp=0x100000000", "gfp=4294967296 is out of range; expected 0 … 4294967295"),
        ("0 - - kmalloc size=1 ptr=a accounted=2", "accounted=2 is out of range; expected 0 … 1"),
        ("0 - - kmalloc size=1 ptr=a accounted=yes", "expected 0, 1, false or true"),
        ("0 - - page_alloc order=11", "order=11 is out of range; expected 0 … 10"),
        ("0 - - page_alloc order=0 migratetype=6", "migratetype=6 is out of range; expected 0 … 5"),
        ("0 - - page_alloc order=0 migratetype=moveable", "expected movable (did you mean that?)"),
        ("0 - - page_alloc order=0 frame=0x100000000", "frame=4294967296 is out of range"),
        ("0 - - mmap length=1 prot=wr", "\"prot=wr\" is not right; expected r, w and x"),
        ("0 - - mmap length=1 flags=private,anonymous", "\"flags=private,anonymous\" is not right"),
        ("0 - - oom_adj pid=1 value=-18", "value=-18 is out of range; expected -17 … 15"),
        ("0 - - oom_score_adj pid=1 value=1001", "value=1001 is out of range; expected -1000 … 1000"),
        ("0 - - oom_score_adj pid=2147483648 value=0", "pid=2147483648 is out of range"),
        ("0 - - sbrk size=9223372036854775808", "\"size=9223372036854775808\" is not right"),
        ("0 - - sbrk size=-9223372036854775809", "is not right"),
        ("0 - - sbrk size=--1", "is not right"),
        ("0 - - rss_stat space=1 member=MM_ANONPAGE size=1", "expected MM_ANONPAGES (did you mean that?)"),
        ("0 - - mark text=", "a name without a character; expected a word, or \"\""),
        ("0 - - mark text=\"a", "a quoted name does not end on its line"),
        ("0 - - mark text=\"a\\", "a quoted name does not end on its line"),
        ("0 - - mark text=\"\\q\"", "unknown escape"),
        ("0 - - mark text=\"\\x4\"", "unknown escape"),
        ("0 - - mark text=\"a\"b", "is not right; expected a word, or a name in quotes"),
        ("0 - - mark text=a\"b", "is not right"),
    ]

    @Test(arguments: wrongLines) func wrongLineIsNamed(lines: String, message: String) throws {
        let error = #expect(throws: TraceError.self) { _ = try Trace(text: "replay-trace 1\n# c\n\(lines)\n0 - - exit\n") }
        #expect(error?.file == "t")
        #expect(error?.line == 3 + UInt32(lines.count { $0 == "\n" }))
        let description = error?.description ?? ""
        #expect(description.contains(message), "\(description)")
    }

    private static let wrongHeaders: [(String, UInt32, String)] = [
        ("replay-trace\n", 1, "unknown version \"\""), ("replay-trace 2\n", 1, "unknown version \"2\"; expected 1"),
        ("replay-trace 1x\n", 1, "unknown version \"1x\""), ("replay-trace 1 2\n", 1, "something follows the version"),
        ("replay-trace 1\nheader\n", 2, "not complete"), ("replay-trace 1\n\nheader a # b\n", 3, "not complete"),
        ("replay-trace 1\nheader a b c\n", 2, "something follows the header's value"),
        ("replay-trace 1\nheader a \"b\n", 2, "does not end"), ("replay-trace 1\nheader a \"b\"c\n", 2, "closing quote"),
        ("replay-trace 1\nheader a \"\\xff\"\n", 2, "not UTF-8"),
    ]

    @Test(arguments: wrongHeaders) func wrongHeaderIsNamed(text: String, line: UInt32, message: String) {
        let error = #expect(throws: TraceError.self) { _ = try Trace(text: text) }
        #expect(error?.line == line)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func offsetPointsAtTheWord() {
        let error = #expect(throws: TraceError.self) { _ = try Trace(text: "replay-trace 1\n0 - - exit\n0 - - exet\n") }
        #expect(error?.offset == 15 + 11 + 6)
    }

    @Test func writerRefusesWhatTheReaderWould() {
        var event = TraceEvent(.pageAlloc, line: 9)
        let missing = #expect(throws: TraceError.self) { _ = try Trace(events: [event]).text() }
        #expect(missing?.description == "<memory>:9: page_alloc lacks order; expected order=NUMBER")
        event.set(.order, 11)
        let range = #expect(throws: TraceError.self) { _ = try Trace(events: [event]).text() }
        #expect(range?.problem == "order=11 is out of range")
        event.set(.order, NameID(0))
        #expect(throws: TraceError.self) { _ = try Trace(events: [event]).text() }
    }
}
