/// A value of SQLite's five types.
public enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
}

extension SQLValue {
    /// An integer, or NULL; values above `Int64.max` keep their bits, as all addresses in the store do.
    public init(_ value: (some BinaryInteger)?) {
        self = value.map { .integer(Int64(truncatingIfNeeded: $0)) } ?? .null
    }

    /// A text, or NULL.
    public init(_ value: String?) { self = value.map { .text($0) } ?? .null }

    /// The integer, where it is one.
    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The text, where it is one.
    public var text: String? {
        if case .text(let value) = self { value } else { nil }
    }
}
