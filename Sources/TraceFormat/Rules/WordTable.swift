/// Words that stand for numbers, e.g. `GFP_KERNEL`, looked up by their bytes.
///
/// It holds no reference, so that the parser copies it without counting; a table is made once and never goes away.
///
/// Invariants: `entries.count` is a power of two above the number of words; each word stands in one entry, found by linear
/// probing from its hash; a free entry has length 0.
struct WordTable: @unchecked Sendable {
    private struct Entry {
        var value: UInt64 = 0
        var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    private let entries: UnsafeMutableBufferPointer<Entry>
    private let list: UnsafeBufferPointer<String>

    static let empty = WordTable([])

    /// Precondition: no word twice, none empty.
    init(_ words: [(String, UInt64)]) {
        entries = .allocate(capacity: max(2, words.count * 4).roundedUpToPowerOfTwo)
        entries.initialize(repeating: Entry())
        list = immortal(words.map(\.0))
        for (word, value) in words {
            let bytes = UnsafeRawBufferPointer(immortal(Array(word.utf8)))
            precondition(!bytes.isEmpty && self.value(of: bytes) == nil, "\(word) twice")
            entries[slot(of: bytes)] = Entry(value: value, bytes: bytes)
        }
    }

    /// What the word stands for, or nil.
    @inline(__always)
    func value(of bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard bytes.count > 0 else { return nil }
        let entry = entries[slot(of: bytes)]
        return entry.bytes.count > 0 ? entry.value : nil
    }

    /// Where the word stands, or the free entry where it would.
    @inline(__always)
    private func slot(of bytes: UnsafeRawBufferPointer) -> Int {
        let mask = entries.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(bytes)) & mask
        while entries[slot].bytes.count > 0, !entries[slot].bytes.hasSameBytes(as: bytes) { slot = (slot + 1) & mask }
        return slot
    }

    /// Of the length and the first and last eight bytes (which overlap in short words).
    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        var first: UInt64
        var last: UInt64 = 0
        if count >= 8 {
            first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
            last = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            last = UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            first = UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16
        }
        first = (first ^ UInt64(count)) &* 0x9e37_79b1_85eb_ca87
        last = last &* 0xc2b2_ae3d_27d4_eb4f
        let mixed = (first ^ (last >> 29) ^ last) &* 0x1656_67b1_9e37_79f9
        return mixed >> 32
    }

    var isEmpty: Bool { list.isEmpty }

    /// All words, in the order given.
    var words: [String] { Array(list) }

    /// The words of a field's type; empty where it has none.
    static func words(of type: FieldType) -> WordTable {
        switch type {
        case .gfp: gfp
        case .migratetype: migratetypes
        case .mapFlags: mapFlags
        case .boolean: booleans
        case .choice(let words): WordTable(words.enumerated().map { ($1, UInt64($0)) })
        default: empty
        }
    }

    /// Event names to raw values of `EventKind`.
    static let events = WordTable(EventKind.allCases.map { ($0.name, UInt64($0.rawValue)) })

    private static let booleans = WordTable([("0", 0), ("1", 1), ("false", 0), ("true", 1)])
}

/// A copy of the elements that lives as long as the program.
func immortal<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let place = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = place.initialize(from: elements)
    return UnsafeBufferPointer(place)
}

extension Int {
    /// The smallest power of two that is not below it; for 1 and more.
    fileprivate var roundedUpToPowerOfTwo: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
