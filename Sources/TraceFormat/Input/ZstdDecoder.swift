import CZstd

/// Unpacks a stream of zstd frames.
///
/// Invariant: `input[start ..< end]` are packed bytes that the decoder has not taken yet.
struct ZstdDecoder: ~Copyable {
    private let stream: OpaquePointer
    private let input: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// What the decoder said last: 0 where a frame has just ended.
    private var pending = 0
    /// Whether the decoder may hold unpacked bytes that the last `room` had no place for.
    private var holdsMore = false
    private var packedOffset: UInt64 = 0

    init() {
        guard let stream = ZSTD_createDStream() else { preconditionFailure("no memory for a zstd decoder") }
        self.stream = stream
        input = .allocate(byteCount: ZSTD_DStreamInSize(), alignment: 16)
    }

    deinit {
        ZSTD_freeDStream(stream)
        input.deallocate()
    }

    /// Fills the beginning of `room`; returns how many bytes, 0 at the end.
    mutating func read(
        into room: UnsafeMutableRawBufferPointer, from raw: inout RawInput, file: String
    ) throws(TraceError) -> Int {
        while true {
            if start == end, !holdsMore {
                start = 0
                end = try raw.read(into: input, file: file)
                if end == 0 {
                    guard pending == 0 else { throw truncated(file) }
                    return 0
                }
            }
            let written = try unpack(into: room, file: file)
            if written > 0 { return written }
        }
    }

    private mutating func unpack(into room: UnsafeMutableRawBufferPointer, file: String) throws(TraceError) -> Int {
        var source = ZSTD_inBuffer(src: input.baseAddress! + start, size: end - start, pos: 0)
        var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        pending = ZSTD_decompressStream(stream, &target, &source)
        guard ZSTD_isError(pending) == 0 else {
            throw TraceError(
                file: file, offset: packedOffset, problem: "damaged zstd data: \(String(cString: ZSTD_getErrorName(pending)))",
                expected: "a whole zstd file (the offset is in the packed file)")
        }
        // 0: the frame has ended and all of it is out. A further call would begin another frame.
        holdsMore = target.pos == target.size && pending != 0
        start += source.pos
        packedOffset += UInt64(source.pos)
        return target.pos
    }

    private func truncated(_ file: String) -> TraceError {
        TraceError(
            file: file, offset: packedOffset, problem: "the zstd data end in the middle of a frame",
            expected: "a whole zstd file (the offset is in the packed file)")
    }
}
