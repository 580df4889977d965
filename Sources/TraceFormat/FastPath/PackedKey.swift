/// `KEY=` as two words, the first byte lowest; nothing matches where it is longer than 16 bytes.
struct PackedKey: Sendable {
    private var words: (UInt64, UInt64) = (0, 0)
    private var masks: (UInt64, UInt64) = (0, 0)
    private(set) var length: Int

    init(_ key: String) {
        length = key.utf8.count + 1
        guard length <= 16 else {
            words.0 = 1
            return
        }
        for (index, byte) in (key + "=").utf8.enumerated() {
            let shift = UInt64(index % 8 * 8)
            if index < 8 {
                words.0 |= UInt64(byte) << shift
                masks.0 |= 0xff << shift
            } else {
                words.1 |= UInt64(byte) << shift
                masks.1 |= 0xff << shift
            }
        }
    }

    /// Whether `KEY=` stands at `index`. Precondition: 16 bytes from there on belong to the line.
    @inline(__always)
    func stands(in line: UnsafeRawBufferPointer, at index: Int) -> Bool {
        line.word(index) & masks.0 == words.0 && line.word(index + 8) & masks.1 == words.1
    }

    /// Whether `KEY=` stands here.
    @inline(__always)
    func stands(at cursor: FastCursor) -> Bool {
        cursor.word() & masks.0 == words.0 && cursor.word(8) & masks.1 == words.1
    }
}
