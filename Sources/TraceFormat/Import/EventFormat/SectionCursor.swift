/// Reads a section of a binary recording from its beginning to its end, with checks.
///
/// Errors name the file and the place: what a section lacks, and at which byte.
struct SectionCursor {
    fileprivate let section: RecordBytes
    fileprivate let file: String
    /// The section's place in the file.
    fileprivate let start: UInt64
    fileprivate(set) var at = 0

    init(_ section: RecordBytes, file: String, at start: UInt64) {
        (self.section, self.file, self.start) = (section, file, start)
    }

    /// How many bytes are left.
    var left: Int { section.count - at }

    /// The place in the file.
    var offset: UInt64 { start + UInt64(at) }

    mutating func u8(_ what: String) throws(TraceError) -> UInt8 { section.bytes.byte(try take(1, what)) }
    mutating func u16(_ what: String) throws(TraceError) -> UInt16 { section.u16(try take(2, what)) }
    mutating func u32(_ what: String) throws(TraceError) -> UInt32 { section.u32(try take(4, what)) }
    mutating func u64(_ what: String) throws(TraceError) -> UInt64 { section.u64(try take(8, what)) }

    /// Text up to a NUL.
    mutating func string(_ what: String) throws(TraceError) -> String {
        let end = section.bytes.find(0, at, section.count)
        guard end < section.count else { throw missing(what) }
        defer { at = end + 1 }
        return section.bytes.slice(at, end).text
    }

    /// So many bytes, whose number the file tells.
    mutating func bytes(_ count: UInt64, _ what: String) throws(TraceError) -> UnsafeRawBufferPointer {
        guard count <= UInt64(left) else { throw missing(what) }
        let start = try take(Int(count), what)
        return section.bytes.slice(start, start + Int(count))
    }

    /// The same bytes as text.
    mutating func text(_ count: UInt64, _ what: String) throws(TraceError) -> String { try bytes(count, what).text }

    func error(_ problem: String, _ expected: String) -> TraceError {
        TraceError(file: file, offset: offset, problem: problem, expected: expected)
    }

    private mutating func take(_ count: Int, _ what: String) throws(TraceError) -> Int {
        guard count <= left else { throw missing(what) }
        defer { at += count }
        return at
    }

    private func missing(_ what: String) -> TraceError {
        error("ends in the middle of \(what)", "a whole recording: it was cut, or its lengths are wrong")
    }
}

extension SectionCursor {
    /// The same place, where numbers have the other byte order or have not.
    func swapped(_ isSwapped: Bool) -> SectionCursor {
        var other = SectionCursor(RecordBytes(section.bytes, isSwapped: isSwapped), file: file, at: start)
        other.at = at
        return other
    }
}
