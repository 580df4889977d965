import CZstd

/// What `perf record -z` packed: one zstd stream over all records of the file, cut into the payloads of COMPRESSED records. It never ends,
/// and records begin in one payload and end in a later one (tools/perf/util/zstd.c of 6.1).
///
/// Invariant: `storage[start ..< end]` was unpacked and not given out; the `ByteSource.padding` bytes after it may be read.
struct PerfUnpacker: ~Copyable {
    /// Room for the longest record and a piece behind it.
    private static let capacity = 1 << 18

    private let stream: OpaquePointer
    private let storage: UnsafeMutableRawPointer
    private var start = 0
    private var end = 0
    /// Whether the decoder may hold bytes that had no room.
    private var holdsMore = false

    init() {
        guard let stream = ZSTD_createDStream() else { preconditionFailure("no memory for a zstd decoder") }
        self.stream = stream
        storage = .allocate(byteCount: Self.capacity + ByteSource.padding, alignment: 16)
        storage.initializeMemory(as: UInt8.self, repeating: 0, count: Self.capacity + ByteSource.padding)
    }

    deinit {
        ZSTD_freeDStream(stream)
        storage.deallocate()
    }

    /// What was unpacked and not consumed.
    mutating func bytes() -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage + start, count: end - start) }

    mutating func consume(_ count: Int) { start += count }

    /// Unpacks more of a payload from `position` on, which moves; false where the payload is used up and nothing came.
    /// Errors: the text is zstd's.
    mutating func unpack(_ payload: UnsafeRawBufferPointer, _ position: inout Int) throws(ZstdFailure) -> Bool {
        guard position < payload.count || holdsMore else { return false }
        storage.copyMemory(from: storage + start, byteCount: end - start)
        (start, end) = (0, end - start)
        var source = ZSTD_inBuffer(src: payload.baseAddress, size: payload.count, pos: position)
        var target = ZSTD_outBuffer(dst: storage, size: Self.capacity, pos: end)
        let before = end
        let code = ZSTD_decompressStream(stream, &target, &source)
        guard ZSTD_isError(code) == 0 else { throw ZstdFailure(reason: String(cString: ZSTD_getErrorName(code))) }
        (position, end) = (source.pos, target.pos)
        holdsMore = target.pos == target.size
        return end > before || position < payload.count
    }
}

/// Why zstd could not unpack.
struct ZstdFailure: Error { var reason: String }
