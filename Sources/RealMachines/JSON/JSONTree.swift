/// A JSON value with the place where it stands, so that a wrong one can be named.
public struct JSONTree: Sendable {
    public enum Value: Sendable {
        case null
        case boolean(Bool)
        /// Digits as they stand.
        case number(String)
        case string(String)
        case array([JSONTree])
        /// In the order of the file.
        case object([(key: String, value: JSONTree)])
    }

    public var value: Value
    /// Byte offset in the (unpacked) file.
    public var offset: Int

    /// The member `key` of an object; nil where there is none or this is no object.
    public subscript(key: String) -> JSONTree? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The keys of an object, in order.
    public var keys: [String] {
        guard case .object(let members) = value else { return [] }
        return members.map(\.key)
    }
}
