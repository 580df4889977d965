/// The records of a perf.data file one after another, those that are packed unpacked.
struct PerfStream: ~Copyable {
    private var source: ByteSource
    /// Where the records end, by the file's header; nil: where the input ends.
    private let end: UInt64?
    private let isSwapped: Bool
    private var unpacker: PerfUnpacker?
    /// The COMPRESSED record that is being unpacked: its payload in the window, and how much of that is done.
    private var payload = 0..<0
    private var position = 0
    /// Bytes that the next call consumes, in the window and in what was unpacked.
    private var given = (outer: 0, inner: 0)
    /// Whether the input ended in the middle of a record.
    private(set) var isCut = false

    /// `source`: its window begins with the first record.
    init(_ source: consuming ByteSource, end: UInt64?, isSwapped: Bool) {
        self.source = source
        (self.end, self.isSwapped) = (end, isSwapped)
    }

    var name: String { source.name }

    /// Place of the window's first byte in the file.
    var offset: UInt64 { source.offset }

    /// The next record with its header, valid until the next call of any function here; nil at the end. `ByteSource.padding` bytes
    /// behind it may be read. Errors: a record shorter than its header; damaged zstd data.
    mutating func next() throws(TraceError) -> RecordBytes? {
        while true {
            if unpacker != nil, let record = try nextUnpacked() { return record }
            guard let record = try nextStored() else { return nil }
            let type = record.u32(0)
            guard type == PerfRecord.compressed || type == PerfRecord.compressed2 else { return record }
            try beginPayload(record, type)
        }
    }

    /// So many bytes that follow the record given last and do not count for its size; nil where the file has fewer.
    mutating func takePayload(_ count: UInt64) throws(TraceError) -> UnsafeRawBufferPointer? {
        consumeGiven()
        guard count <= left, let count = Int(exactly: count), try source.fillGradually(count) >= count else {
            isCut = true
            return nil
        }
        given.outer = count
        return UnsafeRawBufferPointer(rebasing: source.bytes[..<count])
    }

    /// Passes so many bytes behind the record given last.
    mutating func skipPayload(_ count: UInt64) throws(TraceError) {
        consumeGiven()
        var left = min(count, left)
        while left > 0 {
            let step = min(Int(clamping: left), ByteSource.chunk)
            let there = min(try source.fill(step), step)
            guard there > 0 else {
                isCut = true
                return
            }
            source.consume(there)
            left -= UInt64(there)
        }
    }

    // MARK: Stored records

    /// How many bytes the records still have, by the file's header.
    private var left: UInt64 { end.map { $0 > source.offset ? $0 - source.offset : 0 } ?? .max }

    private mutating func consumeGiven() {
        source.consume(given.outer)
        given.outer = 0
    }

    private mutating func nextStored() throws(TraceError) -> RecordBytes? {
        consumeGiven()
        let header = PerfRecord.headerSize
        let limit = left
        guard limit > 0, try source.fill(min(header, Int(clamping: limit))) >= header, limit >= UInt64(header) else {
            isCut = isCut || (limit > 0 && source.count > 0)
            return nil
        }
        let size = Int(RecordBytes(source.bytes, isSwapped: isSwapped).u16(6))
        guard size >= header else { throw short(size) }
        guard UInt64(size) <= limit, try source.fill(size) >= size else {
            isCut = true
            return nil
        }
        given.outer = size
        return RecordBytes(UnsafeRawBufferPointer(rebasing: source.bytes[..<size]), isSwapped: isSwapped)
    }

    private func short(_ size: Int) -> TraceError {
        TraceError(
            file: name, offset: source.offset, problem: "a record is said to have \(size) bytes",
            expected: "8 at least: the file is damaged here, or does not hold records")
    }

    // MARK: Packed records

    private mutating func beginPayload(_ record: RecordBytes, _ type: UInt32) throws(TraceError) {
        if unpacker == nil { unpacker = PerfUnpacker() }
        payload = PerfRecord.headerSize..<record.count
        position = 0
        guard type == PerfRecord.compressed2 else { return }
        let size = record.count >= 16 ? record.u64(8) : .max
        guard size <= UInt64(record.count - 16) else {
            throw TraceError(
                file: name, offset: source.offset, problem: "a packed record holds more bytes than it has",
                expected: "\(max(0, record.count - 16)) at most")
        }
        payload = 16..<16 + Int(size)
    }

    private mutating func nextUnpacked() throws(TraceError) -> RecordBytes? {
        unpacker!.consume(given.inner)
        given.inner = 0
        while true {
            let record = RecordBytes(unpacker!.bytes(), isSwapped: isSwapped)
            if record.count >= PerfRecord.headerSize {
                let size = Int(record.u16(6))
                guard size >= PerfRecord.headerSize else { throw short(size) }
                if record.count >= size {
                    given.inner = size
                    return record.slice(0, size)
                }
            }
            guard try unpackMore() else { return nil }
        }
    }

    private mutating func unpackMore() throws(TraceError) -> Bool {
        let bytes = UnsafeRawBufferPointer(rebasing: source.bytes[payload])
        do throws(ZstdFailure) { return try unpacker!.unpack(bytes, &position) } catch {
            throw TraceError(
                file: name, offset: source.offset, problem: "damaged zstd data: \(error.reason)", expected: "what perf record -z wrote")
        }
    }
}
