/// Copies of records in pieces of memory that are used again when all their records have been taken.
///
/// Invariant: a chunk is `current`, in `free`, or has live records.
struct RecordChunks: ~Copyable {
    private static let size = 1 << 20
    /// No record is longer; words behind a record may be read.
    private static let longest = 1 << 16

    private struct Chunk {
        var bytes: UnsafeMutableRawPointer
        var end = 0
        var live = 0
    }

    private var chunks: [Chunk] = []
    private var free: [UInt16] = []
    private var current: Int?

    /// Bytes in chunks that are not free.
    var used: Int { (chunks.count - free.count) * Self.size }

    deinit { for chunk in chunks { chunk.bytes.deallocate() } }

    /// Copies a record. Precondition: it has at most 65,535 bytes.
    @inline(__always)
    mutating func add(_ record: UnsafeRawBufferPointer) -> (chunk: UInt16, offset: UInt32) {
        let index = room(for: record.count)
        let offset = chunks[index].end
        (chunks[index].bytes + offset).copyMemory(from: record.baseAddress.unsafelyUnwrapped, byteCount: record.count)
        chunks[index].end = (offset + record.count + 7) & ~7
        chunks[index].live += 1
        return (UInt16(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: offset))
    }

    /// A record's bytes.
    @inline(__always)
    func peek(_ chunk: UInt16, _ offset: UInt32) -> UnsafeRawPointer { UnsafeRawPointer(chunks[Int(chunk)].bytes + Int(offset)) }

    /// A record's bytes, which are valid until the next `add`.
    @inline(__always)
    mutating func take(_ chunk: UInt16, _ offset: UInt32) -> UnsafeRawPointer {
        let index = Int(chunk)
        chunks[index].live -= 1
        if chunks[index].live == 0, index != current { free.append(chunk) }
        return peek(chunk, offset)
    }

    @inline(__always)
    private mutating func room(for count: Int) -> Int {
        if let current, chunks[current].end + count <= Self.size { return current }
        return startChunk()
    }

    @inline(never)
    private mutating func startChunk() -> Int {
        if let current, chunks[current].live == 0 { free.append(UInt16(truncatingIfNeeded: current)) }
        if let index = free.popLast() {
            chunks[Int(index)].end = 0
            current = Int(index)
            return Int(index)
        }
        precondition(chunks.count < Int(UInt16.max), "more records wait than their owner lets")
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: Self.size + ByteSource.padding, alignment: 16)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size + ByteSource.padding)
        chunks.append(Chunk(bytes: bytes))
        current = chunks.count - 1
        return chunks.count - 1
    }
}
