import Notation
import ReplayAnalysis

extension StateCheck {
    /// A table for people, and what could not be compared.
    public var text: String {
        let rows =
            [["what", "scope", "compared", "equal", "different", "first difference"]]
            + lines.map { [$0.what, $0.scope, "\($0.compared)", "\($0.equal)", "\($0.different)", $0.first ?? ""] }
        return table(rows, right: [2, 3, 4]) + skipped.map { "not compared: \($0)\n" }.joined()
    }

    /// One JSON object, keys in a fixed order, with a line end.
    public var json: String {
        let lines = lines.map { line in
            JSON.object([
                ("what", .string(line.what)), ("scope", .string(line.scope)), ("compared", .number("\(line.compared)")),
                ("equal", .number("\(line.equal)")), ("different", .number("\(line.different)")), ("first", .text(line.first)),
            ])
        }
        return JSON.object([
            ("same", .boolean(isSame)), ("checks", .array(lines)), ("skipped", .array(skipped.map { .string($0) })),
        ]).text + "\n"
    }
}
