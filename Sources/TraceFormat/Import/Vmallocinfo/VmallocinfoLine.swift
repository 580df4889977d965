/// A line of /proc/vmallocinfo: `0xSTART-0xEND SIZE [CALLER] [pages=N] [phys=0xADDRESS] [ioremap|vmalloc|vmap …]`.
///
/// Invariant: start < end, and SIZE is their difference.
struct VmallocinfoLine {
    var start: UInt64
    /// First address after it; the guard page is inside.
    var end: UInt64
    var caller: String?
    var pages: UInt64?
    var physical: UInt64?
    var isUnpurged: Bool

    /// nil where a line has another shape.
    init?(_ line: UnsafeRawBufferPointer) {
        let dash = line.find(UInt8(ascii: "-"), 0, line.count)
        let blank = line.find(Ascii.space, 0, line.count)
        guard line.has("0x", at: 0), dash < blank, line.has("0x", at: dash + 1) else { return nil }
        guard let start = line.hexadecimal(0, dash), let end = line.hexadecimal(dash + 1, blank), start < end else { return nil }
        (self.start, self.end) = (start, end)
        isUnpurged = line.firstRange(of: "unpurged vm_area") != nil
        var words: [Range<Int>] = []
        var place = line.skipSpaces(blank, line.count)
        while place < line.count {
            let wordEnd = line.find(Ascii.space, place, line.count)
            words.append(place..<wordEnd)
            place = line.skipSpaces(wordEnd, line.count)
        }
        guard let size = words.first, line.decimal(size.lowerBound, size.upperBound) == end - start else { return nil }
        for word in words.dropFirst() { take(word, of: line) }
    }

    private mutating func take(_ word: Range<Int>, of line: UnsafeRawBufferPointer) {
        if line.has("pages=", at: word.lowerBound) {
            pages = line.decimal(word.lowerBound + 6, word.upperBound)
        } else if line.has("phys=", at: word.lowerBound) {
            physical = line.hexadecimal(word.lowerBound + 5, word.upperBound)
        } else if caller == nil, line.slice(word.lowerBound, word.upperBound).find(UInt8(ascii: "+"), 0, word.count) < word.count {
            caller = line.slice(word.lowerBound, word.upperBound).text
        }
    }
}
