import Notation
import ReplayStore

/// A JSON array (RFC 8259) with an object for each row, on a line of its own; its members stand in the order of the columns.
/// Integers keep all 64 bits; blobs are hexadecimal texts; a real that JSON cannot say is null.
public struct JSONFormatter: ResultFormatter {
    private var names: [String] = []
    private var isFirst = true

    public init() {}

    public mutating func begin(_ columns: [String]) -> String {
        names = columns.map(JSON.quoted)
        return "["
    }

    public mutating func row(_ values: [SQLValue]) -> String {
        let members = zip(names, values).map { "\($0):\(Self.text($1))" }
        let text = (isFirst ? "\n{" : ",\n{") + members.joined(separator: ",") + "}"
        isFirst = false
        return text
    }

    public mutating func end() -> String { isFirst ? "]\n" : "\n]\n" }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: "null"
        case .integer(let integer): String(integer)
        case .real(let real): real.isFinite ? "\(real)" : "null"
        case .text, .blob: JSON.quoted(value.plainText)
        }
    }
}
