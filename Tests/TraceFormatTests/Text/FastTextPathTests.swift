import Testing

@testable import TraceFormat

/// The fast path of the text form beside the parser that says what is wrong.
@Suite struct FastTextPathTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func everyEventIsReadAsWithoutIt(_ seed: UInt64) throws {
        let trace = Trace.sample(seed: seed, count: 500)
        let text = try trace.text()
        let reading = expectEqualWays(text, as: nil, limit: Int(seed) * 37)
        #expect(reading.error == nil)
        #expect(reading.events.count == trace.events.count)
    }

    /// Each text has one damaged line, so that its error is met.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func damagedLinesGiveTheSameErrors(_ seed: UInt64) throws {
        let lines = try Trace.sample(seed: seed, count: 150).text().split(separator: 0x0a).map(Array.init).filter {
            !$0.starts(with: "header".utf8)
        }
        var random = SeededGenerator(state: seed)
        var errors = 0
        for index in 1..<lines.count {
            var line = lines[index]
            damage(&line, &random)
            let text = lines[0] + [0x0a] + lines[max(1, index - 1)] + [0x0a] + line + [0x0a] + lines[index] + [0x0a]
            let reading = expectEqualWays(text, as: nil, "\(String(decoding: line, as: UTF8.self))")
            if reading.error != nil { errors += 1 }
        }
        #expect(errors > 50)
    }

    private static let edges = [
        "0 - - exit", "18446744073709551615 - - exit", "18446744073709551616 - - exit", "9999999999999999999 - - exit",
        "10000000000000000000 - - exit", "00000000000000000000001 - - exit", "12345678 0 0 exit", "123456789012345678 0 0 exit",
        "1234567890123456 0 0 exit", "1 32767 2147483647 exit", "1 32768 0 exit", "1 0 2147483648 exit", "1 -1 0 exit",
        "5 - - exit\n+7 - - exit\n+18446744073709551615 - - exit", "0 - - kmalloc size=1 ptr=0xffffffffffffffff",
        "0 - - kmalloc size=1 ptr=0x10000000000000000", "0 - - kmalloc size=1 ptr=0x0000000000000000f",
        "0 - - kmalloc size=0X1F ptr=0xAbCdEf",
        "0 - - kmalloc size=1 ptr=0x", "0 - - kmalloc size=1 ptr=0xfg", "0 - - kmalloc size=1 ptr=0x1+2", "0 - - kmalloc size=4KiB ptr=a",
        "0 - - write ptr=0x10+0x20", "0 - - write ptr=0x10+20", "0 - - write ptr=0x10+2KiB", "0 - - write ptr=12+3", "0 - - write ptr=a+3",
        "0 - - write ptr=12+3 offset=4", "0 - - write offset=4 ptr=12", "0 - - write ptr=12 offset=4", "0 - - kmalloc ptr=a size=3",
        "0 - - kmalloc size=1 ptr=a", "0 - - kmalloc size=1 ptr=-a", "0 - - kmalloc size=1 ptr=a\"b", "0 - - kmalloc size=1 ptr=\"a b\"",
        "0 - - sbrk size=-5", "0 - - sbrk size=-9223372036854775808", "0 - - sbrk size=9223372036854775807", "0 - - sbrk size=-0x5",
        "0 - - oom_adj pid=1 value=-17", "0 - - oom_adj pid=1 value=-18", "0 - - oom_adj pid=1 value=16", "0 - - mark text=a#b # c",
        "0 - - exit # comment", "0 - - exit ", "0 - -  exit", "0\t- - exit", "0 - - exit\r", " 0 - - exit", "", "# only a comment",
        "0 - - page_alloc order=0 migratetype=movable", "0 - - page_alloc order=0 migratetype=5", "0 - - page_alloc order=0 migratetype=6",
        "0 - - page_alloc order=0 gfp=GFP_KERNEL|0x100|__GFP_COMP", "0 - - page_alloc order=0 gfp=0x100000000",
        "0 - - page_alloc order=0 gfp=",
        "0 - - mmap length=1 prot=rw flags=private|anonymous", "0 - - mmap length=1 prot=", "0 - - kmalloc size=1 ptr=a accounted=1",
        "0 - - kmalloc size=1 ptr=a accounted=true", "0 - - kmalloc size=1 ptr=a accounted=01", "0 - - kmalloc size=1 ptr=a accounted=",
        "0 - - kmalloc size=1 ptr=a accounted=2", "0 - - kmalloc size=1 ptr=a accounted= ", "0 - - kmalloc size=\u{10}1 ptr=a",
        "0 - - kmalloc size=1 size=2 ptr=a", "0 - - kmalloc size=1 ptr=a caller=", "0 - - mark text=\u{1}a", "0 - - mark text=\u{7f}a",
    ]

    @Test(arguments: edges) func edgesAreReadTheSame(_ line: String) {
        _ = expectEqualWays(Array("replay-trace 1\n1 - - exit\n\(line)\n2 - - exit\n".utf8), as: nil)
        _ = expectEqualWays(Array("replay-trace 1\n1 - - exit\n\(line)".utf8), as: nil)
    }

    /// Names longer than a cache entry, and more names than there are entries.
    @Test func manyAndLongNamesKeepTheirNumbers() {
        var text = "replay-trace 1\n"
        for round in 0..<2 {
            for index in 0..<3000 {
                let name = "n" + String(repeating: "n", count: index % 150) + "\(index)"
                text += "\(round) - - kmalloc size=1 ptr=\(name) caller=c\(name)\n"
            }
        }
        let reading = expectEqualWays(Array(text.utf8), as: nil, limit: 2500)
        #expect(reading.error == nil)
        #expect(reading.names.count == 6_001)
    }

    /// The comment before it makes the window long enough to hold all of it.
    @Test func aLineThatIsTooLongIsTheSameError() {
        for filler in [" ", "\t"] {
            let spaces = String(repeating: filler, count: LineReader.maximumLength)
            let text = "replay-trace 1\n0 - - exit\n#" + String(repeating: "x", count: 700_000) + "\n0 - -\(spaces)exit\n0 - - exit\n"
            #expect(expectEqualWays(Array(text.utf8), as: nil).error?.problem == "the line is too long")
        }
    }
}
