/// The numbers of the binary form. `docs/trace-format.md` describes the form.
enum BinaryForm {
    static let magic: [UInt8] = [0x89, 0x52, 0x54, 0x52, 0x0d, 0x0a, 0x1a, 0x0a]
    static let version: UInt32 = 1
    /// A block is written once it holds this many bytes.
    static let blockTarget = 1 << 17
    /// The longest block that is read: a full one, and one event with eight of the longest names.
    static let blockLimit = 1 << 24
    /// The longest name.
    static let nameLimit = LineReader.maximumLength

    /// Bits of an event's second byte: what follows it.
    enum Flag {
        static let cpu: UInt8 = 1
        static let task: UInt8 = 2
        static let line: UInt8 = 4
        static let fields: UInt8 = 8
        static let all: UInt8 = 15
    }
}

/// What stands before each block's stored bytes; 24 bytes, little-endian.
struct BlockHead: Equatable {
    enum Kind: UInt8 {
        /// The header's entries: the first block, and only it.
        case header = 0x48
        case events = 0x45
        /// The totals: the last block, and only it.
        case end = 0x5a
    }

    static let length = 24

    var kind: Kind
    var isPacked = false
    var eventCount: UInt32 = 0
    var rawLength: UInt32 = 0
    var storedLength: UInt32 = 0

    /// All but the checksum.
    var bytes: [UInt8] {
        var bytes = [kind.rawValue, isPacked ? 1 : 0, 0, 0]
        for word in [eventCount, rawLength, storedLength] { bytes.append(littleEndian: UInt64(word), count: 4) }
        return bytes
    }

    init(kind: Kind) { self.kind = kind }

    /// Nil where no block has such a head.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let kind = Kind(rawValue: bytes[0]), bytes[1] <= 1, bytes[2] == 0, bytes[3] == 0 else { return nil }
        self.kind = kind
        isPacked = bytes[1] == 1
        eventCount = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        rawLength = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        storedLength = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard rawLength <= BinaryForm.blockLimit, storedLength <= rawLength, isPacked || storedLength == rawLength else { return nil }
    }

    /// XXH64 of the head and the stored bytes, seeded with the block's position, so that no block can be lost or moved.
    static func checksum(_ head: UnsafeRawBufferPointer, _ stored: UnsafeRawBufferPointer, position: UInt64) -> UInt64 {
        var hash = XXHash64(seed: position)
        hash.update(head)
        hash.update(stored)
        return hash.value
    }
}
