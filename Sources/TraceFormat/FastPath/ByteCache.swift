/// Numbers for short words that come again and again: a cache in front of a table that knows all of them.
///
/// A word is found by its length and its first and last eight bytes, in one of two neighbouring entries, and compared whole.
/// What is not found says nothing: a word that came later may have taken its place.
///
/// Invariants:
/// - there is a power of two of entries; each is free (length 0) or holds a word of 1 … `longest` bytes, zeros after it;
/// - an entry's place is its word's hash or its neighbour, which differs in the lowest bit.
final class ByteCache {
    /// The longest word that is kept.
    static let longest = 120

    /// 128 bytes, of which a word of up to 56 touches the first 64 only: one cache line.
    fileprivate struct Entry {
        static let wordOffset = 8

        var length: UInt32 = 0
        var value: UInt32 = 0
        var words = InlineArray<15, UInt64>(repeating: 0)
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let mask: Int

    /// `bits`: the number of entries is two to the power of it.
    init(bits: Int) {
        mask = 1 << bits - 1
        let room = UnsafeMutableRawPointer.allocate(byteCount: (mask + 1) * MemoryLayout<Entry>.stride, alignment: 128)
        entries = room.bindMemory(to: Entry.self, capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
    }

    /// The words of a table, as many as have room. Precondition: their values fit 32 bits.
    convenience init(_ table: WordTable) {
        self.init(bits: 6)
        for word in table.words {
            var text = word
            add(word, UInt32(text.withUTF8 { table.value(of: UnsafeRawBufferPointer($0)) }!))
        }
    }

    /// Keeps a word of a table. Precondition: it is not kept.
    func add(_ word: String, _ value: UInt32) {
        // With room to read whole words.
        let bytes = Array(word.utf8) + [UInt8](repeating: 0, count: ByteSource.padding)
        bytes.withUnsafeBytes { view.set($0.baseAddress!, $0.baseAddress! + word.utf8.count, value) }
    }

    deinit { entries.deallocate() }

    /// The cache without its owner, for a loop that must not count references. Valid as long as the cache.
    var view: View { View(entries: entries, mask: mask) }

    /// See `view`.
    struct View {
        fileprivate let entries: UnsafeMutablePointer<Entry>
        fileprivate let mask: Int
    }
}

extension ByteCache.View {
    /// The value of the word from `start` to `end`, or nil. Precondition: eight bytes from its start on may be read.
    @inline(__always)
    func value(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> UInt32? {
        let count = end - start
        guard count > 0, count <= ByteCache.longest else { return nil }
        let place = place(start, count)
        if holds(place, start, count) { return entries[place].value }
        if holds(place ^ 1, start, count) { return entries[place ^ 1].value }
        return nil
    }

    /// Keeps the word's value, in place of another word if need be; a word that is too long is not kept.
    @inline(never)
    func set(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ value: UInt32) {
        let count = end - start
        guard count > 0, count <= ByteCache.longest else { return }
        let place = place(start, count)
        // The one that came before makes room, so that two words with one place both stay.
        entries[place ^ 1] = entries[place]
        entries[place] = ByteCache.Entry()
        let entry = entries + place
        (UnsafeMutableRawPointer(entry) + ByteCache.Entry.wordOffset).copyMemory(from: start, byteCount: count)
        entry.pointee.length = UInt32(count)
        entry.pointee.value = value
    }

    @inline(__always)
    private func place(_ start: UnsafeRawPointer, _ count: Int) -> Int {
        let (first, last) = Self.ends(start, count)
        let mixed = (first ^ UInt64(truncatingIfNeeded: count)) &* 0x9e37_79b1_85eb_ca87 ^ last &* 0xc2b2_ae3d_27d4_eb4f
        let hash = (mixed ^ mixed &>> 29) &* 0x1656_67b1_9e37_79f9
        return Int(truncatingIfNeeded: hash &>> 40) & mask
    }

    /// The first and the last eight bytes; of a shorter word all, and 0.
    @inline(__always)
    private static func ends(_ start: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
        let first = start.loadUnaligned(as: UInt64.self)
        if count >= 8 { return (first, (start + count).loadUnaligned(fromByteOffset: -8, as: UInt64.self)) }
        return (first.littleEndian &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count), 0)
    }

    @inline(__always)
    private func holds(_ place: Int, _ start: UnsafeRawPointer, _ count: Int) -> Bool {
        let entry = UnsafeRawPointer(entries + place) + ByteCache.Entry.wordOffset
        guard (entries + place).pointee.length == UInt32(truncatingIfNeeded: count) else { return false }
        let (first, last) = Self.ends(start, count)
        let (storedFirst, storedLast) = Self.ends(entry, count)
        guard first == storedFirst, last == storedLast else { return false }
        var index = 8
        while index &+ 8 < count {
            guard
                start.loadUnaligned(fromByteOffset: index, as: UInt64.self) == entry.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            else { return false }
            index &+= 8
        }
        return true
    }
}
