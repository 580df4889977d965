import Notation

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
/// A name is a string of bytes: two names are the same when their bytes are. `texts` shows them; where a name is not
/// UTF-8 its bytes from 0x80 on are shown as `\xNN`.
///
/// Invariants, with `n = count`:
/// - name `i` is `arena[starts[i] ..< starts[i + 1]]`, `starts.count == n + 1`; name 0 is empty;
/// - `hashes[i]` is its XXH64; `texts.count == hashes.count == n`;
/// - `slots.count` is a power of two above `n`; each `i` stands in exactly one slot, found by linear probing from
///   `hashes[i] & mask`; other slots are `vacant`.
public struct NameTable: Sendable {
    public private(set) var texts: [String] = []
    private var arena: [UInt8] = []
    private var starts: [Int] = [0]
    private var hashes: [UInt64] = []
    private var slots: [UInt32]

    private static let vacant = UInt32.max

    public init() {
        slots = [UInt32](repeating: Self.vacant, count: 1024)
        _ = intern("")
    }

    /// How many names there are, the empty one included.
    public var count: Int { texts.count }

    /// The number of `text`, which is added when it is new.
    public mutating func intern(_ text: String) -> NameID {
        var text = text
        return text.withUTF8 { intern(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// The number of the name with these bytes, which is added when it is new. Allocates nothing where it is known.
    public mutating func intern(bytes: UnsafeRawBufferPointer) -> NameID {
        let hash = XXHash64.hash(bytes)
        let slot = find(bytes, hash: hash)
        if slots[slot] != Self.vacant { return NameID(slots[slot]) }
        return add(bytes, hash: hash, slot: slot)
    }

    /// The number of `text` where it is known.
    public func lookup(_ text: String) -> NameID? {
        var text = text
        return text.withUTF8 { lookup(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// The number of the name with these bytes where it is known.
    public func lookup(bytes: UnsafeRawBufferPointer) -> NameID? {
        let id = slots[find(bytes, hash: XXHash64.hash(bytes))]
        return id == Self.vacant ? nil : NameID(id)
    }

    public subscript(id: NameID) -> String { texts[Int(id.rawValue)] }

    /// Calls `body` with the name's bytes, which are valid during the call.
    @inline(__always)
    public func withBytes<R>(of id: NameID, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let range = starts[Int(id.rawValue)]..<starts[Int(id.rawValue) + 1]
        return arena.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// The name's XXH64: the same in every table.
    public func hash(of id: NameID) -> UInt64 { hashes[Int(id.rawValue)] }

    /// The slot where the name stands, or the vacant one where it would.
    @inline(__always)
    private func find(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let id = slots[slot]
            if id == Self.vacant || (hashes[Int(id)] == hash && holds(id, bytes)) { return slot }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func holds(_ id: UInt32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        withBytes(of: NameID(id)) { $0.hasSameBytes(as: bytes) }
    }

    @inline(never)
    private mutating func add(_ bytes: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> NameID {
        let id = UInt32(texts.count)
        precondition(id < Self.vacant, "too many names")
        arena.append(contentsOf: bytes)
        starts.append(arena.count)
        hashes.append(hash)
        texts.append(Self.text(bytes))
        slots[slot] = id
        if texts.count * 2 > slots.count { grow() }
        return NameID(id)
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = [UInt32](repeating: Self.vacant, count: mask + 1)
        for id in hashes.indices {
            var slot = Int(truncatingIfNeeded: hashes[id]) & mask
            while slots[slot] != Self.vacant { slot = (slot + 1) & mask }
            slots[slot] = UInt32(id)
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = ""
        for byte in bytes {
            text += byte < 0x80 ? String(Unicode.Scalar(byte)) : "\\x" + byte.hex(2)
        }
        return text
    }
}

extension NameTable: CustomStringConvertible {
    public var description: String { "NameTable(\(count) names)" }
}
