/// Splits a `ByteSource` into lines, without allocating for any of them.
public struct LineReader: ~Copyable {
    /// The longest line that is read: 1 MiB.
    public static let maximumLength = 1 << 20

    /// The input; its window begins with the first line not yet given out.
    public private(set) var source: ByteSource
    /// Number of the line that `next()` gave last; 0 before the first.
    public private(set) var lineNumber: UInt32 = 0
    /// Bytes of the line given last, with its end, which are consumed by the next call.
    private var given = 0

    public init(_ source: consuming ByteSource) { self.source = source }

    /// Opens the file at `path`; `-` is standard input.
    public init(path: String) throws(TraceError) { source = try ByteSource(path: path) }

    /// Bytes in memory, under the name `name` in messages.
    public init(name: String, bytes: [UInt8]) throws(TraceError) { source = try ByteSource(name: name, bytes: bytes) }

    /// The file as messages name it.
    public var name: String { source.name }

    /// The next line, or nil at the end. Its bytes are valid until the next call, and the `ByteSource.padding` bytes after
    /// them may be read.
    @inline(__always)
    public mutating func next() throws(TraceError) -> TraceLine? {
        source.consume(given)
        given = 0
        let window = source.bytes
        if let newline = window.firstIndex(of: 0x0a, in: 0..<min(window.count, Self.maximumLength + 1)) {
            return try line(newline, hasEnd: true)
        }
        return try nextSlowly()
    }

    /// The first bytes of the input, `count` or as many as there are. Precondition: no line was given yet.
    mutating func beginning(_ count: Int) throws(TraceError) -> UnsafeRawBufferPointer {
        precondition(lineNumber == 0, "the beginning is gone")
        let length = min(try source.fill(count), count)
        return UnsafeRawBufferPointer(rebasing: source.bytes[..<length])
    }

    /// How many lines a fast path may take at once.
    static let runLimit = 4096

    /// The window's lines that `next()` has not given yet and that have their end there: for a fast path, which says with
    /// `skip(_:)` how many it took. Valid until the next call; `ByteSource.padding` bytes after them may be read.
    var wholeLines: UnsafeRawBufferPointer {
        mutating get {
            source.consume(given)
            given = 0
            // Line numbers are checked by `next()`.
            guard lineNumber < .max - UInt32(Self.runLimit) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
            let window = source.bytes
            return UnsafeRawBufferPointer(start: window.baseAddress, count: window.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)
        }
    }

    /// Goes on behind the lines that a fast path took. Precondition: these are the first of `wholeLines`.
    mutating func skip(_ taken: FastPathResult) {
        source.consume(taken.bytes)
        lineNumber += UInt32(taken.lines)
    }

    /// The next line where the window does not hold all of it.
    @inline(never)
    private mutating func nextSlowly() throws(TraceError) -> TraceLine? {
        var searched = source.count
        while searched <= Self.maximumLength {
            guard try source.fill(searched + 1) > searched else {
                return searched == 0 ? nil : try line(searched, hasEnd: false)
            }
            let window = source.bytes
            if let newline = window.firstIndex(of: 0x0a, in: searched..<min(window.count, Self.maximumLength + 1)) {
                return try line(newline, hasEnd: true)
            }
            searched = window.count
        }
        throw TraceError(
            file: name, line: lineNumber &+ 1, offset: source.offset, problem: "the line is too long",
            expected: "at most \(Self.maximumLength) bytes")
    }

    @inline(__always)
    private mutating func line(_ length: Int, hasEnd: Bool) throws(TraceError) -> TraceLine {
        guard lineNumber < .max else { throw TraceError(file: name, offset: source.offset, problem: "too many lines") }
        lineNumber += 1
        given = length + (hasEnd ? 1 : 0)
        let window = source.bytes
        let hasReturn = length > 0 && window[length - 1] == 0x0d
        return TraceLine(
            bytes: UnsafeRawBufferPointer(start: window.baseAddress, count: hasReturn ? length - 1 : length),
            number: lineNumber, offset: source.offset)
    }
}

/// One line of a text input, without its line end (`\n` or `\r\n`).
public struct TraceLine {
    /// Valid until the `LineReader` is asked for the next line.
    public let bytes: UnsafeRawBufferPointer
    /// 1-based.
    public let number: UInt32
    /// Offset of its first byte in the (unpacked) input.
    public let offset: UInt64
}
