import ReplayAnalysis
import ReplayStore
import Testing

@Suite struct OutputFormatTests {
    private let columns = ["name", "n", "note"]
    private let rows: [[SQLValue]] = [["a", 5, nil], ["longer", -1234, "x,\"y\"\nz"], ["", nil, .blob([1, 0xab])]]

    @Test func aTableAlignsNumbersRightAndTextsLeft() {
        #expect(
            OutputFormat.table.text(columns: columns, rows: rows) == """
                name        n  note
                ------  -----  --------
                a           5  -
                longer  -1234  x,"y"\\nz
                            -  01ab

                """)
    }

    /// Every line fits; what was cut is told, and nothing else is.
    @Test(arguments: [22, 30, 40, 300]) func aTableKeepsToTheTerminal(_ width: Int) {
        var formatter = OutputFormat.table.makeFormatter(width: width)
        var text = formatter.begin(["id", "text", "more"])
        for number in 1...3 { text += formatter.row([.integer(Int64(number)), .text("a text of some length"), .text("and a second one")]) }
        text += formatter.end()
        let lines = text.split(separator: "\n")
        let told = lines.last!.hasPrefix("Cells were cut to the terminal's width")
        #expect(told == (width < 43))
        for line in lines.prefix(5) { #expect(line.count <= width, "\(line)") }
        #expect(lines[2].contains("…") == told)
    }

    @Test func aTableWithoutRowsHasItsHeading() {
        #expect(OutputFormat.table.text(columns: ["a", "bc"], rows: []) == "a  bc\n-  --\n")
    }

    @Test func csvQuotesWhatItMustAndSeparatesNullFromEmpty() {
        #expect(
            OutputFormat.csv.text(columns: columns, rows: rows)
                == "name,n,note\na,5,\nlonger,-1234,\"x,\"\"y\"\"\nz\"\n\"\",,01ab\n")
    }

    @Test func jsonIsAnArrayOfObjectsInTheOrderOfTheColumns() {
        #expect(
            OutputFormat.json.text(columns: columns, rows: rows) == """
                [
                {"name":"a","n":5,"note":null},
                {"name":"longer","n":-1234,"note":"x,\\"y\\"\\nz"},
                {"name":"","n":null,"note":"01ab"}
                ]

                """)
    }

    @Test func jsonEscapesControlCharactersAndKeepsTheRest() {
        let text = OutputFormat.json.text(columns: ["é\u{1}"], rows: [["\\\t\u{7f}😀"], [.real(.infinity)], [.real(0.5)]])
        #expect(text == "[\n{\"é\\u0001\":\"\\\\\\t\\u007f😀\"},\n{\"é\\u0001\":null},\n{\"é\\u0001\":0.5}\n]\n")
    }

    @Test func jsonWithoutRowsIsAnEmptyArray() {
        #expect(OutputFormat.json.text(columns: ["a"], rows: []) == "[]\n")
    }

    @Test func integersKeepAllTheirBits() {
        #expect(OutputFormat.json.text(columns: ["a"], rows: [[.integer(.max)]]).contains("9223372036854775807"))
    }
}
