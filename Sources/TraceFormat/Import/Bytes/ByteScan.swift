/// Byte-wise scanning of one line. All ranges are offsets into the line; `end` is excluded.
extension UnsafeRawBufferPointer {
    /// The byte at `index`, without a bounds check in release. Precondition: `0 <= index < count`.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 {
        assert(index >= 0 && index < count, "reads outside the line")
        return baseAddress.unsafelyUnwrapped.load(fromByteOffset: index, as: UInt8.self)
    }

    /// The first offset in `start ..< end` whose byte is not a space or a tab; `end` where all are.
    @inline(__always)
    func skipSpaces(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, byte(index) == Ascii.space || byte(index) == Ascii.tab { index += 1 }
        return index
    }

    /// The first offset in `start ..< end` of `wanted`; `end` where there is none. Eight bytes at a time.
    @inline(__always)
    func find(_ wanted: UInt8, _ start: Int, _ end: Int) -> Int {
        var index = start
        let pattern = UInt64(wanted) &* 0x0101_0101_0101_0101
        while index + 8 <= end {
            // A byte of `word` is 0 where the line has `wanted`; the lowest marked byte is the first such one.
            let word = word(index) ^ pattern
            let marked = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if marked != 0 { return index + marked.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < end, byte(index) != wanted { index += 1 }
        return index
    }

    /// Eight bytes from `index` on, the first lowest. Precondition: `index + 8 <= count`.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        assert(index >= 0 && index + 8 <= count, "reads outside the line")
        return UInt64(littleEndian: baseAddress.unsafelyUnwrapped.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The end of `start ..< end` without trailing spaces and tabs.
    @inline(__always)
    func trimmedEnd(_ start: Int, _ end: Int) -> Int {
        var index = end
        while index > start, byte(index - 1) == Ascii.space || byte(index - 1) == Ascii.tab { index -= 1 }
        return index
    }

    /// Part of the line.
    @inline(__always)
    func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[start..<end]) }

    /// The bytes as a string; what is not UTF-8 is replaced.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Whether the line has `word` at `start`.
    func has(_ word: StaticString, at start: Int) -> Bool {
        guard start >= 0, start + word.utf8CodeUnitCount <= count else { return false }
        for index in 0..<word.utf8CodeUnitCount where byte(start + index) != word.utf8Start[index] { return false }
        return true
    }

    /// The first offset of `word`, which is not empty, at or after `start`; or nil.
    func firstRange(of word: StaticString, from start: Int = 0) -> Int? {
        let last = count - word.utf8CodeUnitCount
        var index = start
        while index <= last {
            // No further than the last place where all of it fits.
            index = find(word.utf8Start[0], index, last + 1)
            if index <= last, has(word, at: index) { return index }
            index += 1
        }
        return nil
    }
}
