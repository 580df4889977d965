import ArgumentParser
import Notation
import ReplayStore

/// A value for a parameter of a query: `key=value`. A decimal or 0x number is an integer (addresses keep their bits),
/// anything else a text.
struct QueryParameter: ExpressibleByArgument {
    var key: String
    var value: SQLValue

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = Self.value(String(argument[argument.index(after: equals)...]))
    }

    private static func value(_ text: String) -> SQLValue {
        if let integer = Int64(text) { return .integer(integer) }
        if let bits = UInt64(hexadecimal: text) { return SQLValue(bits) }
        return .text(text)
    }
}
