import CZlib

/// Unpacks a stream of gzip members, one after another (RFC 1952); each member's checksum and length are checked by zlib.
///
/// Invariant: `stream`'s input is the part of `input` that has not been taken yet.
struct GzipDecoder: ~Copyable {
    private static let chunk = 1 << 16

    /// zlib keeps its own pointer to the stream, so the stream must stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    /// Whether a member has begun and not ended.
    private var isInside = false
    /// Whether zlib may hold unpacked bytes that the last `room` had no place for.
    private var holdsMore = false
    private var packedOffset: UInt64 = 0

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: Self.chunk, alignment: 16)
        guard replay_tool_begin_gunzip(stream) == Z_OK else { preconditionFailure("no memory for a gzip decoder") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Fills the beginning of `room`; returns how many bytes, 0 at the end.
    mutating func read(
        into room: UnsafeMutableRawBufferPointer, from raw: inout RawInput, file: String
    ) throws(TraceError) -> Int {
        while true {
            if stream.pointee.avail_in == 0, !holdsMore {
                let count = try raw.read(into: input, file: file)
                if count == 0 {
                    guard !isInside else { throw error("the gzip data end in the middle of a member", file) }
                    return 0
                }
                stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(count)
            }
            let written = try unpack(into: room, file: file)
            if written > 0 { return written }
        }
    }

    private mutating func unpack(into room: UnsafeMutableRawBufferPointer, file: String) throws(TraceError) -> Int {
        let packed = stream.pointee.avail_in
        let length = min(room.count, Int(UInt32.max))
        stream.pointee.next_out = room.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(length)
        isInside = true
        let code = inflate(stream, Z_NO_FLUSH)
        packedOffset += UInt64(packed - stream.pointee.avail_in)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            isInside = false
            inflateReset(stream)
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "code \(code)"
            throw error("damaged gzip data: \(reason)", file)
        }
        holdsMore = isInside && stream.pointee.avail_out == 0
        return length - Int(stream.pointee.avail_out)
    }

    private func error(_ problem: String, _ file: String) -> TraceError {
        TraceError(file: file, offset: packedOffset, problem: problem, expected: "a whole gzip file (the offset is in the packed file)")
    }
}
