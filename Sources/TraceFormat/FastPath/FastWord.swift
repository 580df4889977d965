/// Eight bytes of text as one number, the first byte lowest: tests and conversions that treat all eight at once.
///
/// The methods are the well-known "SIMD within a register" ones (Warren, Hacker's Delight, 2nd edition, chapter 6; Mula, "SWAR parsing
/// of numbers"): a byte that is meant is marked by its top bit; only the lowest mark need be right.
enum FastWord {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let tops: UInt64 = 0x8080_8080_8080_8080

    /// How many bytes come before the first marked one.
    @inline(__always)
    static func first(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }

    /// Marks blanks and control characters; exact up to the first mark.
    @inline(__always)
    static func blanks(_ word: UInt64) -> UInt64 { (word &- ones &* 0x21) & ~word & tops }

    /// Marks what is not a decimal digit, where `digits` is the text xor eight zeros; exact up to the first mark.
    @inline(__always)
    static func nonDigits(_ digits: UInt64) -> UInt64 { ((digits &+ ones &* 0x76) | digits) & tops }

    /// The number that eight digits (0 … 9, not letters) make.
    @inline(__always)
    static func number(ofDigits digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let even = (pairs & 0x00ff_0000_00ff) &* 0x000f_4240_0000_0064
        let odd = ((pairs &>> 16) & 0x00ff_0000_00ff) &* 0x0000_2710_0000_0001
        return (even &+ odd) &>> 32
    }

    /// Whether all eight are hexadecimal digits.
    @inline(__always)
    static func isHexadecimal(_ text: UInt64) -> Bool {
        let low = text & ~tops
        let letters = low | ones &* 0x20
        let digit = (low &+ ones &* 0x50) & ~(low &+ ones &* 0x46)
        let letter = (letters &+ ones &* 0x1f) & ~(letters &+ ones &* 0x19)
        return (digit | letter) & ~text & tops == tops
    }

    /// The number that eight hexadecimal digits make.
    @inline(__always)
    static func number(ofHexadecimal text: UInt64) -> UInt64 {
        var value = (text & (ones &* 0x0f)) &+ ((text &>> 6) & ones) &* 9
        value = (value &<< 4 | value &>> 8) & 0x00ff_00ff_00ff_00ff
        value = (value &<< 8 | value &>> 16) & 0x0000_ffff_0000_ffff
        return (value &<< 16 | value &>> 32) & 0xffff_ffff
    }
}
