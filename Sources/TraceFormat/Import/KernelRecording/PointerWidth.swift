/// How wide the pointers of a kernel recording are, by its first lines.
///
/// printk's %p writes all digits of a pointer, zeros too (pointer, lib/vsprintf.c): 8 on a 32-bit kernel, 16 on a 64-bit one.
enum PointerWidth {
    /// Whether the first pointer or call site that is told has at most 8 digits. False where none is.
    static func isNarrow(_ text: UnsafeRawBufferPointer) -> Bool {
        for word in ["ptr=", "call_site="] as [StaticString] {
            if let digits = firstDigits(after: word, text) { return digits <= 8 }
        }
        return false
    }

    /// The digits of the first hexadecimal number after a word that has 8 or more and is not 0: numbers in decimal, null pointers and names
    /// tell nothing.
    private static func firstDigits(after word: StaticString, _ text: UnsafeRawBufferPointer) -> Int? {
        var from = 0
        while let at = text.firstRange(of: word, from: from) {
            let start = at + word.utf8CodeUnitCount
            let first = text.has("0x", at: start) ? start + 2 : start
            var end = first
            while end < text.count, text.hexadecimal(end, end + 1) != nil { end += 1 }
            let isWhole = end < text.count && text.byte(end) <= Ascii.space
            if isWhole, end - first >= 8, let value = text.hexadecimal(first, min(end, first + 16)), value > 0 { return end - first }
            from = start
        }
        return nil
    }
}
