/// Values of operands.
enum CallDecoder {
    /// nil where it is none of this form.
    static func value(_ line: UnsafeRawBufferPointer, _ range: Range<Int>, as form: CallValue) -> UInt64? {
        switch form {
        case .number: number(line, range)
        case .protection: flags(line, range, protections)
        case .mapFlags: flags(line, range, maps)
        case .remapFlags: flags(line, range, remaps)
        case .lockFlags: flags(line, range, locks)
        case .word, .quoted, .file: nil
        }
    }

    /// The last word's number; products are multiplied.
    static func number(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt64? {
        var (start, end) = (range.lowerBound, range.upperBound)
        if line.find(UInt8(ascii: "<"), start, end) < end, end - start > 1 { end = line.find(UInt8(ascii: "<"), start, end) }
        while let blank = (start..<end).last(where: { line.byte($0) == Ascii.space }) { start = blank + 1 }
        if line.find(UInt8(ascii: "*"), start, end) < end { return product(line, start, end) }
        if end - start == 3, line.has("nil", at: start) { return 0 }
        if end - start == 4, line.has("NULL", at: start) { return 0 }
        return line.number(start, end) ?? (line.has("(nil)", at: start) ? 0 : nil)
    }

    /// `8192*1024`
    private static func product(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        var (at, value) = (start, 1 as UInt64)
        while at <= end {
            let star = line.find(UInt8(ascii: "*"), at, end)
            guard let factor = line.number(at, star) else { return nil }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: factor)
            guard !isTooLarge else { return nil }
            value = product
            at = star + 1
        }
        return value
    }

    /// Words joined by `|`, or a number; words that mean nothing here are left out.
    private static func flags(_ line: UnsafeRawBufferPointer, _ range: Range<Int>, _ words: [(StaticString, UInt64)]) -> UInt64? {
        var (at, value) = (range.lowerBound, 0 as UInt64)
        while at < range.upperBound {
            let end = line.find(Ascii.pipe, at, range.upperBound)
            if let bit = words.first(where: { $0.0.utf8CodeUnitCount == end - at && line.has($0.0, at: at) })?.1 {
                value |= bit
            } else if let number = line.number(at, end) {
                value |= number
            } else if !line.has("MAP_", at: at), !line.has("PROT_", at: at), !line.has("MREMAP_", at: at), !isCapital(line.byte(at)) {
                // `26<<MAP_HUGE_SHIFT` and other numbers with a word are read over.
                guard Ascii.isDigit(line.byte(at)) else { return nil }
            }
            at = end + 1
        }
        return value
    }

    private static func isCapital(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }

    /// As strace and, without PROT_, perf trace print them.
    private static let protections: [(StaticString, UInt64)] = [
        ("PROT_READ", 1), ("PROT_WRITE", 2), ("PROT_EXEC", 4), ("PROT_NONE", 0), ("READ", 1), ("WRITE", 2), ("EXEC", 4), ("NONE", 0),
    ]

    private static let maps: [(StaticString, UInt64)] = [
        ("MAP_PRIVATE", 0x2), ("MAP_ANONYMOUS", 0x20), ("MAP_FIXED", 0x10), ("MAP_DENYWRITE", 0x800), ("MAP_SHARED", 0x1),
        ("MAP_NORESERVE", 0x4000), ("MAP_STACK", 0x20000), ("MAP_POPULATE", 0x8000), ("MAP_GROWSDOWN", 0x100), ("MAP_LOCKED", 0x2000),
        ("MAP_NONBLOCK", 0x10000), ("MAP_FIXED_NOREPLACE", 0x100000), ("MAP_SHARED_VALIDATE", 0x1), ("PRIVATE", 0x2), ("ANONYMOUS", 0x20),
        ("FIXED", 0x10), ("DENYWRITE", 0x800), ("SHARED", 0x1), ("NORESERVE", 0x4000), ("STACK", 0x20000), ("POPULATE", 0x8000),
    ]

    private static let remaps: [(StaticString, UInt64)] = [
        ("MREMAP_MAYMOVE", 1), ("MREMAP_FIXED", 2), ("MREMAP_DONTUNMAP", 4), ("MAYMOVE", 1), ("FIXED", 2), ("DONTUNMAP", 4),
    ]

    private static let locks: [(StaticString, UInt64)] = [("MCL_CURRENT", 1), ("MCL_FUTURE", 2), ("MCL_ONFAULT", 4)]
}
