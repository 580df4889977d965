/// The bytes of a trace, from a file, standard input or memory, read in pieces; zstd and gzip are unpacked on the way.
///
/// What has been read and not yet consumed stands in a window:
/// - `bytes` is the window;
/// - `fill(_:)` makes it longer;
/// - `consume(_:)` drops its beginning.
///
/// Invariants:
/// - `0 <= start <= end <= capacity`; the window is `storage[start ..< end]`;
/// - `offset` is how many (unpacked) bytes stood before `storage[start]`;
/// - the `padding` bytes after `end` may be read (they hold anything), so that a parser may load whole words.
public struct ByteSource: ~Copyable {
    /// How many bytes after the window may be read.
    static let padding = 64
    /// How much is read at a time.
    static let chunk = 1 << 18

    /// The file as the user named it; `<stdin>` for standard input.
    public let name: String
    /// Offset of the window's first byte in the unpacked input.
    public private(set) var offset: UInt64 = 0

    private var raw: RawInput
    private var zstd: ZstdDecoder?
    private var gzip: GzipDecoder?
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0
    private var hasEnded = false

    /// Opens the file at `path`; `-` is standard input. A folder that `perf record --threads` made is opened at its file `data`.
    public init(path: String) throws(TraceError) {
        let raw = try RawInput(path: RawInput.canOpen(path + "/data") ? path + "/data" : path)
        try self.init(name: path == "-" ? "<stdin>" : path, raw: raw, capacity: Self.chunk)
    }

    /// Bytes in memory, under the name `name` in messages.
    public init(name: String, bytes: [UInt8]) throws(TraceError) {
        try self.init(name: name, raw: RawInput(bytes: bytes), capacity: min(Self.chunk, bytes.count + 1))
    }

    private init(name: String, raw: consuming RawInput, capacity: Int) throws(TraceError) {
        self.name = name
        self.capacity = capacity
        storage = .allocate(byteCount: capacity + Self.padding, alignment: 16)
        storage.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.padding)
        var raw = raw
        let packing: Packing
        do throws(TraceError) { packing = try Packing(of: raw.peek(Packing.sniffLength, file: name)) } catch {
            self.raw = raw
            zstd = nil
            gzip = nil
            throw error
        }
        self.raw = raw
        zstd = packing == .zstd ? ZstdDecoder() : nil
        gzip = packing == .gzip ? GzipDecoder() : nil
        if let tool = packing.unpackTool {
            if packing == .lz4, let kind = try UnreadableKind.packed(self.raw.peek(64, file: name)) { throw kind.error(name) }
            throw TraceError(
                file: name, problem: "compressed with \(tool)", expected: "text, binary, zstd or gzip (\(tool): unpack it first)")
        }
    }

    deinit { storage.deallocate() }

    /// The window; valid until the next `fill` or the source's end of life.
    @inline(__always)
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage + start, count: end - start) }

    /// How many bytes the window has.
    public var count: Int { end - start }

    /// Whether the input was compressed.
    public var isCompressed: Bool { zstd != nil || gzip != nil }

    /// Drops the first `count` bytes. Precondition: the window has them.
    @inline(__always)
    public mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start, "consumes more than there is")
        start += count
        offset += UInt64(count)
    }

    /// Makes the window at least `count` bytes long where the input has that many; returns how long it is.
    public mutating func fill(_ count: Int) throws(TraceError) -> Int {
        while end - start < count, !hasEnded {
            makeRoom(for: count)
            let room = UnsafeMutableRawBufferPointer(start: storage + end, count: capacity - end)
            let read = try readUnpacked(into: room)
            hasEnded = read == 0
            end += read
        }
        return end - start
    }

    /// How many bytes the input has, where it can be read at any place; nil: it is packed, or comes through a pipe.
    var length: UInt64? { isCompressed ? nil : raw.length }

    /// Makes the window begin at another place, empty. Precondition: `length` is not nil, and not less.
    mutating func seek(to offset: UInt64) throws(TraceError) {
        try raw.seek(to: offset, file: name)
        (start, end, hasEnded) = (0, 0, false)
        self.offset = offset
    }

    private mutating func readUnpacked(into room: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int {
        if zstd != nil { return try zstd!.read(into: room, from: &raw, file: name) }
        if gzip != nil { return try gzip!.read(into: room, from: &raw, file: name) }
        return try raw.read(into: room, file: name)
    }

    /// Moves the window to the front and grows the storage until `count` bytes fit with room to read more.
    private mutating func makeRoom(for count: Int) {
        let length = end - start
        if start > 0 {
            storage.copyMemory(from: storage + start, byteCount: length)
            start = 0
            end = length
        }
        guard capacity < count || capacity == length else { return }
        let wanted = max(count, capacity) * 2
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted + Self.padding, alignment: 16)
        larger.initializeMemory(as: UInt8.self, repeating: 0, count: wanted + Self.padding)
        larger.copyMemory(from: storage, byteCount: length)
        storage.deallocate()
        storage = larger
        capacity = wanted
    }
}
