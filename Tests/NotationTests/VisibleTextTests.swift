import Notation
import Testing

/// What would steer a terminal is written as an escape; everything else stays.
@Suite struct VisibleTextTests {
    @Test func controlAndBidirectionalCharactersAreEscaped() {
        #expect(visible("a\u{1b}[2J\n\t\u{7f}\u{9b}\u{202e}\u{2066}b") == #"a\u001b[2J\n\t\u007f\u009b\u202e\u2066b"#)
        #expect(visible("Zürich 東京 \\n '=1' e\u{301}") == "Zürich 東京 \\n '=1' e\u{301}")
    }

    @Test func layoutStaysWhereItIsTheTextsOwn() {
        #expect(visible("a\tb\nc\r\u{1b}", keepsLines: true) == "a\tb\nc\\r\\u001b")
    }
}
