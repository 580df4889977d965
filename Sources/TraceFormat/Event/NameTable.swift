/// An interned string's number in one `NameTable`; 0 is the empty string.
public struct NameID: Hashable, Comparable, Sendable, RawRepresentable {
    public var rawValue: UInt32

    @inlinable
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable
    public static func < (a: NameID, b: NameID) -> Bool { a.rawValue < b.rawValue }
}

/// Strings by number, in the order in which they were first seen, so that the numbers are the same in every run.
///
/// Invariant: `texts[ids[s]!.rawValue] == s` for every interned `s`; `texts[0] == ""`.
public struct NameTable: Sendable {
    public private(set) var texts: [String] = [""]
    private var ids: [String: NameID] = ["": NameID(0)]

    public init() {}

    /// How many names there are, the empty one included.
    public var count: Int { texts.count }

    /// The number of `text`, which is added when it is new.
    public mutating func intern(_ text: String) -> NameID {
        if let id = ids[text] { return id }
        let id = NameID(UInt32(texts.count))
        texts.append(text)
        ids[text] = id
        return id
    }

    /// The number of `text` where it is known.
    public func lookup(_ text: String) -> NameID? { ids[text] }

    public subscript(id: NameID) -> String { texts[Int(id.rawValue)] }
}
