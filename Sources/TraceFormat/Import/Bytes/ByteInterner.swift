/// Numbers for byte strings, found without making a `String`: GFP texts, event names.
///
/// Invariants:
/// - `slots.count` is a power of two and more than 4/3 of `entries.count`;
/// - a slot is 0 or 1 + the index of an entry, on the probe path of the entry's hash;
/// - an entry's bytes stand in `arena[offset ..< offset + length]`.
struct ByteInterner: Sendable {
    private struct Entry {
        var hash: UInt64
        var offset: Int
        var length: Int
        var value: UInt32
    }

    private var slots = [UInt32](repeating: 0, count: 256)
    private var entries: [Entry] = []
    private var arena: [UInt8] = []

    /// How many strings are known.
    var count: Int { entries.count }

    /// The value of `bytes`, or nil where they are new. Complexity: O(length).
    @inline(__always)
    func find(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
        let hash = Self.hash(bytes)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot] - 1)]
            if entry.hash == hash, entry.length == bytes.count, isEqual(entry, bytes) { return entry.value }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds `bytes`. Precondition: they are new.
    mutating func add(_ bytes: UnsafeRawBufferPointer, value: UInt32) {
        if (entries.count + 1) * 4 > slots.count * 3 { grow() }
        let hash = Self.hash(bytes)
        entries.append(Entry(hash: hash, offset: arena.count, length: bytes.count, value: value))
        arena.append(contentsOf: bytes)
        place(UInt32(entries.count), hash)
    }

    /// Adds the text of a literal or a table.
    mutating func add(_ text: String, value: UInt32) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0), value: value) }
    }

    private func isEqual(_ entry: Entry, _ bytes: UnsafeRawBufferPointer) -> Bool {
        arena.withUnsafeBytes { arena in
            for index in 0..<entry.length where arena[entry.offset + index] != bytes.byte(index) { return false }
            return true
        }
    }

    private mutating func place(_ number: UInt32, _ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() { place(UInt32(index + 1), entry.hash) }
    }

    /// Eight bytes at a time, multiplied and folded.
    @inline(__always)
    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9e37_79b9_7f4a_7c15
        var index = 0
        while index + 8 <= bytes.count {
            hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian)
            index += 8
        }
        var tail: UInt64 = 0
        while index < bytes.count {
            tail = tail << 8 | UInt64(bytes.byte(index))
            index += 1
        }
        return mix(hash ^ tail)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value &* 0xff51_afd7_ed55_8ccd
        return product ^ product >> 32
    }
}
