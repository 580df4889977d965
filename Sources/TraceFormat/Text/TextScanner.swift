/// A place in one line of text.
///
/// Invariants: `0 <= at <= count`; the `ByteSource.padding` bytes after the line may be read.
struct TextScanner {
    let base: UnsafePointer<UInt8>
    let count: Int
    var at = 0

    init(_ line: UnsafeRawBufferPointer) {
        // An empty view may have no address; its bytes are never read.
        base = (line.baseAddress ?? UnsafeRawPointer(bitPattern: 8)!).assumingMemoryBound(to: UInt8.self)
        count = line.count
    }

    @inline(__always)
    var isAtEnd: Bool { at >= count }

    /// The byte here; a line feed at the end.
    @inline(__always)
    var byte: UInt8 { at < count ? base[at] : 0x0a }

    /// Whether a word ends here.
    @inline(__always)
    var isAtWordEnd: Bool { at >= count || base[at] == 0x20 || base[at] == 0x09 }

    /// Eight bytes from here on, the first in the lowest; what lies past the line's end is arbitrary.
    @inline(__always)
    func word(_ offset: Int = 0) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base + at + offset).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    mutating func skipBlanks() {
        while at < count, base[at] == 0x20 || base[at] == 0x09 { at += 1 }
    }

    /// Skips blanks; whether nothing but a comment follows.
    @inline(__always)
    mutating func isDone() -> Bool {
        skipBlanks()
        return at >= count || base[at] == 0x23
    }

    @inline(__always)
    mutating func skipWord() {
        while at < count, base[at] != 0x20, base[at] != 0x09 { at += 1 }
    }

    /// Takes `byte` if it stands here.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard at < count, base[at] == byte else { return false }
        at += 1
        return true
    }

    /// Takes the `-` that stands here if it is the whole word.
    @inline(__always)
    mutating func takeDash() -> Bool {
        let next = at + 1
        guard next >= count || base[next] == 0x20 || base[next] == 0x09 else { return false }
        at = next
        return true
    }

    /// The bytes from `start` to here.
    @inline(__always)
    func bytes(from start: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: at - start) }

    /// The word that begins at `start`, for messages.
    func text(from start: Int) -> String {
        var end = start
        while end < count, base[end] != 0x20, base[end] != 0x09, end - start < 80 { end += 1 }
        return String(decoding: UnsafeRawBufferPointer(start: base + start, count: end - start), as: UTF8.self)
    }
}
