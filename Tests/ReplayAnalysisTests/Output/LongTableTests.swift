import ReplayStore
import Testing

@testable import ReplayAnalysis

/// A table's widths come from its first rows; later rows are written as they come.
@Suite struct LongTableTests {
    @Test func rowsAfterTheSampleAreWrittenAtOnce() {
        var formatter = TableFormatter()
        var text = formatter.begin(["n", "what"])
        for row in 1..<TableFormatter.sample { text += formatter.row([.integer(Int64(row)), .text("a")]) }
        #expect(text.isEmpty)
        text += formatter.row([.integer(Int64(TableFormatter.sample)), .text("b")])
        #expect(text.hasPrefix("    n  what\n-----  ----\n    1  a\n"))
        #expect(text.hasSuffix(" 9999  a\n10000  b\n"))
        #expect(formatter.row([.integer(7), .text("c")]) == "    7  c\n")
        // A wider cell moves the rest of its line.
        #expect(formatter.row([.integer(1_234_567), .text("d")]) == "1234567  d\n")
        #expect(formatter.end().isEmpty)
    }
}
