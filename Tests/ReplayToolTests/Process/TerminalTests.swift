import Testing

@testable import replay_tool

@Suite struct TerminalTests {
    @Test func longSentencesGoOnBelowTheirFirstWord() {
        let text = "What happens\n  12. one two three four five six\n  … 7 more: eight nine ten\n  pid  name of a table that is long\n"
        #expect(
            Terminal.wrapped(text, 18) == """
                What happens
                  12. one two
                      three four
                      five six
                  … 7 more: eight
                    nine ten
                  pid  name of a table that is long

                """)
        #expect(Terminal.wrapped(text, 80) == text)
    }
}
