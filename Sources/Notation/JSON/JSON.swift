/// A JSON value (RFC 8259). Members keep their order and numbers their digits, so that no 64-bit integer is cut to a double.
package struct JSON: Sendable {
    package enum Value: Sendable {
        case null
        case boolean(Bool)
        /// Digits as they stand.
        case number(String)
        case string(String)
        case array([JSON])
        case object([(String, JSON)])
    }

    package var value: Value
    /// Byte offset in the file that it was read from, so that a wrong value can be named; 0 of a value that was not read.
    package var offset = 0

    package init(_ value: Value, offset: Int = 0) {
        self.value = value
        self.offset = offset
    }
}

extension JSON {
    /// The member `key` of an object; nil where there is none or this is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.0 == key }?.1
    }

    /// The keys of an object, in order.
    package var keys: [String] {
        guard case .object(let members) = value else { return [] }
        return members.map(\.0)
    }
}

extension JSON {
    package static let null = JSON(.null)

    package static func boolean(_ value: Bool) -> JSON { JSON(.boolean(value)) }

    package static func number(_ digits: String) -> JSON { JSON(.number(digits)) }

    package static func string(_ value: String) -> JSON { JSON(.string(value)) }

    package static func array(_ values: [JSON]) -> JSON { JSON(.array(values)) }

    package static func object(_ members: [(String, JSON)]) -> JSON { JSON(.object(members)) }

    /// A number, or null.
    package init(_ value: (some BinaryInteger)?) { self = value.map { .number(String($0)) } ?? .null }

    /// A string, or null.
    package static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
}
