/// A place in whole lines of text, read a word at a time without bounds checks: what makes the fast paths fast.
///
/// Invariants:
/// - a line feed stands at `at` or after it, and `ByteSource.padding` bytes after the last one may be read;
/// - nothing here goes beyond the first line feed: it is neither blank nor digit, and it ends a word.
struct FastCursor {
    var at: UnsafeRawPointer

    @inline(__always)
    init(_ at: UnsafeRawPointer) { self.at = at }

    @inline(__always)
    var byte: UInt8 { at.load(as: UInt8.self) }

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { at.load(fromByteOffset: offset, as: UInt8.self) }

    /// Eight bytes, the first lowest.
    @inline(__always)
    func word(_ offset: Int = 0) -> UInt64 { UInt64(littleEndian: at.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }

    /// The first blank or control character from here on.
    @inline(__always)
    func wordEnd() -> UnsafeRawPointer {
        var cursor = self
        while true {
            let marks = FastWord.blanks(cursor.word())
            if marks != 0 { return cursor.at + FastWord.first(marks) }
            cursor.at += 8
        }
    }

    /// Skips spaces.
    @inline(__always)
    mutating func skipSpaces() {
        while true {
            let others = word() ^ FastWord.ones &* 0x20
            if others != 0 {
                at += others.trailingZeroBitCount &>> 3
                return
            }
            at += 8
        }
    }

    /// Takes `byte` if it stands here.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard self.byte == byte else { return false }
        at += 1
        return true
    }

    /// Takes the spaces that must stand here.
    @inline(__always)
    mutating func takeSpaces() -> Bool {
        guard take(Ascii.space) else { return false }
        if byte == Ascii.space { skipSpaces() }
        return true
    }

    /// Whether a space or the line's end stands at `end`; another control character may belong to the word.
    @inline(__always)
    static func endsWord(_ end: UnsafeRawPointer) -> Bool {
        let byte = end.load(as: UInt8.self)
        return byte == Ascii.space || byte == 0x0a
    }

    /// The bytes from here to `end`.
    @inline(__always)
    func bytes(to end: UnsafeRawPointer) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: at, count: end - at) }
}
