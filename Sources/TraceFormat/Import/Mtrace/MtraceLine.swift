/// A line of an mtrace log that tells of a call. The caller may hold anything, so the line is read from its end.
struct MtraceLine {
    enum Sign {
        /// `+`, `-`, `<`, `>` and `!`.
        case allocated, freed, reallocating, reallocated, failed

        init?(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "+"): self = .allocated
            case UInt8(ascii: "-"): self = .freed
            case UInt8(ascii: "<"): self = .reallocating
            case UInt8(ascii: ">"): self = .reallocated
            case UInt8(ascii: "!"): self = .failed
            default: return nil
            }
        }

        var hasSize: Bool { self != .freed && self != .reallocating }
    }

    var sign: Sign
    var pointer: UInt64
    /// 0 where the sign has none.
    var size: UInt64 = 0
    /// `FILE:(FUNCTION+OFFSET)[ADDRESS]` or parts of it.
    var caller: Range<Int>?

    /// nil where a line has another shape.
    init?(_ line: UnsafeRawBufferPointer) {
        var words: [Range<Int>] = []
        var end = line.trimmedEnd(0, line.count)
        while end > 0, words.count < 3 {
            var start = end
            while start > 0, line.byte(start - 1) != Ascii.space { start -= 1 }
            words.append(start..<end)
            end = line.trimmedEnd(0, start)
        }
        guard let found = Self.sign(line, words) else { return nil }
        sign = found.sign
        guard let pointer = Self.number(line, words[found.index - 1]) else { return nil }
        self.pointer = pointer
        if sign.hasSize {
            guard let size = Self.number(line, words[0]) else { return nil }
            self.size = size
        }
        let rest = line.trimmedEnd(0, words[found.index].lowerBound)
        guard rest > 0 else { return }
        guard rest > 2, line.has("@ ", at: 0) else { return nil }
        caller = 2..<rest
    }

    /// The sign, and the number of its word from the end.
    private static func sign(_ line: UnsafeRawBufferPointer, _ words: [Range<Int>]) -> (sign: Sign, index: Int)? {
        for index in [1, 2] where index < words.count && words[index].count == 1 {
            if let sign = Sign(line.byte(words[index].lowerBound)), sign.hasSize == (index == 2) { return (sign, index) }
        }
        return nil
    }

    /// `0x4052a0`, `(nil)`, and 0, which C prints without `0x`.
    private static func number(_ line: UnsafeRawBufferPointer, _ word: Range<Int>) -> UInt64? {
        let isShort = word.count == 1 && line.byte(word.lowerBound) == Ascii.zero
        guard isShort || line.has("0x", at: word.lowerBound) || line.has("(nil)", at: word.lowerBound) else { return nil }
        return line.hexadecimal(word.lowerBound, word.upperBound)
    }
}
