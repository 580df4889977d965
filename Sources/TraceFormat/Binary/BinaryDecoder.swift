/// Reads the blocks of the binary form one after another.
///
/// Invariants:
/// - `eventsLeft` events of the current block are not read yet; they are `raw[at ..< rawCount]`;
/// - name `i` of the file is `nameBytes[nameStarts[i] ..< nameStarts[i + 1]]`; `globals[i]` is its number in the run's table,
///   or `BinaryRun.unresolved` before the first event that carries it: so names are numbered in the order of the events,
///   wherever a block's names stand.
struct BinaryDecoder: ~Copyable {
    private var input: ByteSource
    private let unpacker = BlockUnpacker()
    let rules = BinaryRule.byCode
    let source: UInt16
    private(set) var header = TraceHeader()

    /// The current block's bytes, and `BinaryRun.longestEvent` more that may be read and mean nothing.
    var raw: [UInt8] = []
    /// How many bytes the block has.
    var rawCount = 0
    var at = 0
    var eventsLeft: UInt32 = 0
    var state = DeltaState()
    /// Offset of the current block's head.
    private(set) var blockOffset: UInt64 = 0

    var nameBytes: [UInt8] = []
    var nameStarts: [Int] = [0, 0]
    var globals: [UInt32] = [0]

    private var blocks: UInt64 = 0
    private var totalEvents: UInt64 = 0
    private var hasEnded = false

    init(_ bytes: consuming ByteSource, source: UInt16) throws(TraceError) {
        input = bytes
        self.source = source
        try readVersion()
        guard try nextBlock() == .header else { throw error("the first block is no header") }
        try readEntries()
    }

    mutating func read(into batch: inout [TraceEvent], limit: Int, names: inout NameTable) throws(TraceError) -> Bool {
        let start = batch.count
        while batch.count - start < limit {
            if eventsLeft == 0 {
                guard try nextEvents() else { break }
            }
            try decode(Int(min(UInt32(clamping: limit - (batch.count - start)), eventsLeft)), into: &batch, &names)
        }
        return batch.count > start
    }

    /// Goes to the next block with events; false at the end.
    private mutating func nextEvents() throws(TraceError) -> Bool {
        guard !hasEnded else { return false }
        switch try nextBlock() {
        case .header: throw error("a second header")
        case .events:
            guard eventsLeft > 0 else { throw error("a block without events") }
            totalEvents += UInt64(eventsLeft)
            state = DeltaState()
            try readNames()
            return true
        case .end:
            try readTotals()
            hasEnded = true
            return false
        }
    }

    private mutating func readVersion() throws(TraceError) {
        let length = BinaryForm.magic.count + 4
        guard try input.fill(length) >= length, input.bytes.starts(with: BinaryForm.magic) else { throw error("not a binary trace") }
        let version = UInt32(littleEndian: input.bytes.loadUnaligned(fromByteOffset: BinaryForm.magic.count, as: UInt32.self))
        guard version == BinaryForm.version else {
            throw error("unknown version \(version) of the binary form", expected: "version \(BinaryForm.version)")
        }
        input.consume(length)
    }

    /// Reads and unpacks the next block into `raw`.
    private mutating func nextBlock() throws(TraceError) -> BlockHead.Kind {
        blockOffset = input.offset
        guard try input.fill(BlockHead.length) >= BlockHead.length else { throw truncated() }
        guard let head = BlockHead(input.bytes) else { throw error("damaged: no block has such a head") }
        let length = BlockHead.length + Int(head.storedLength)
        guard try input.fill(length) >= length else { throw truncated() }
        let stored = UnsafeRawBufferPointer(rebasing: input.bytes[BlockHead.length..<length])
        let checksum = UInt64(littleEndian: input.bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        guard BlockHead.checksum(UnsafeRawBufferPointer(rebasing: input.bytes[..<16]), stored, position: blocks) == checksum else {
            throw error("damaged: the block's checksum is wrong")
        }
        makeRoom(for: Int(head.rawLength))
        if head.isPacked {
            guard unpacker.unpack(stored, into: &raw, count: rawCount) else { throw error("damaged: the block cannot be unpacked") }
        } else {
            raw.withUnsafeMutableBytes { $0.copyMemory(from: stored) }
        }
        input.consume(length)
        blocks += 1
        at = 0
        eventsLeft = head.eventCount
        return head.kind
    }

    /// Makes `raw` hold `count` bytes, which are then written, and what may be read past them.
    private mutating func makeRoom(for count: Int) {
        rawCount = count
        let length = count + BinaryRun.longestEvent
        if raw.count < length { raw = [UInt8](repeating: 0, count: length) }
    }

    /// The block's bytes.
    private func withBlock<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        raw.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<rawCount])) }
    }

    private mutating func readEntries() throws(TraceError) {
        var texts: [String]? = []
        withBlock { bytes in
            var cursor = BinaryCursor(bytes: bytes)
            // An entry takes two bytes at least.
            guard let count = cursor.varint(), count <= UInt64(bytes.count) else { return texts = nil }
            for _ in 0..<count * 2 {
                guard let text = cursor.string(limit: bytes.count).flatMap({ String(validating: $0, as: UTF8.self) }) else {
                    return texts = nil
                }
                texts?.append(text)
            }
            if cursor.left > 0 { texts = nil }
        }
        guard let texts, eventsLeft == 0 else { throw error("damaged: the header cannot be read") }
        for index in stride(from: 0, to: texts.count, by: 2) { header.entries.append((texts[index], texts[index + 1])) }
    }

    private mutating func readNames() throws(TraceError) {
        let block = raw
        let isWhole = block.withUnsafeBytes { bytes in
            var cursor = BinaryCursor(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<rawCount]))
            guard let count = cursor.varint(), count <= UInt64(cursor.left) else { return false }
            guard globals.count + Int(count) < Int(BinaryRun.unresolved) else { return false }
            for _ in 0..<count {
                guard let name = cursor.string(limit: BinaryForm.nameLimit) else { return false }
                nameBytes.append(contentsOf: name)
                nameStarts.append(nameBytes.count)
                globals.append(BinaryRun.unresolved)
            }
            at = cursor.at
            return true
        }
        guard isWhole else { throw error("damaged: the block's names cannot be read") }
    }

    private mutating func readTotals() throws(TraceError) {
        let names = UInt64(globals.count)
        let totals = withBlock { bytes in
            var cursor = BinaryCursor(bytes: bytes)
            return cursor.varint() == totalEvents && cursor.varint() == names && cursor.left == 0
        }
        guard totals, eventsLeft == 0 else { throw error("damaged: the totals at the end do not fit the blocks before") }
        guard try input.fill(1) == 0 else { throw error("something follows the end of the trace") }
    }

    private func truncated() -> TraceError { error("the trace is cut off", expected: "more bytes; the end block is missing") }

    @inline(never)
    func error(_ problem: String, expected: String = "") -> TraceError {
        TraceError(file: input.name, offset: blockOffset, problem: problem, expected: expected)
    }
}
