/// Writes the binary form: everything that the events hold but `source`, the original's line numbers included.
///
/// Invariants:
/// - `local[g]` is the file's number of name `g`, or `unknown`; `nameCount` names have one, the empty name is 0;
/// - `names` and `events` are what the block being filled holds; `newNames` names stand in `names`.
public struct BinaryTraceWriter: TraceWriter, ~Copyable {
    private var sink: ByteSink
    private let rules = KindRule.byCode
    private let packer: BlockPacker

    private var local: [UInt32] = [0]
    private var nameCount: UInt32 = 1
    private static let unknown = UInt32.max

    private var names: [UInt8] = []
    private var newNames: UInt64 = 0
    private var events: [UInt8] = []
    private var eventCount: UInt32 = 0
    private var state = DeltaState()
    private var blocks: UInt64 = 0
    private var totalEvents: UInt64 = 0

    /// Writes the header. `zstdLevel` nil: blocks are stored as they are.
    public init(_ sink: consuming ByteSink, header: TraceHeader, zstdLevel: Int? = 3) throws(TraceError) {
        self.sink = sink
        packer = BlockPacker(level: zstdLevel)
        self.sink.buffer.append(contentsOf: BinaryForm.magic)
        self.sink.buffer.append(littleEndian: UInt64(BinaryForm.version), count: 4)
        var entries: [UInt8] = []
        entries.append(varint: UInt64(header.entries.count))
        for text in header.entries.flatMap({ [$0.key, $0.value] }) {
            entries.append(varint: UInt64(text.utf8.count))
            entries.append(contentsOf: text.utf8)
        }
        guard entries.count <= BinaryForm.blockLimit else { throw TraceError(file: self.sink.name, problem: "the header is too long") }
        try append(BlockHead(kind: .header), entries)
    }

    public mutating func write(_ event: TraceEvent, names: borrowing NameTable) throws(TraceError) {
        guard let rule = rules[Int(event.kind.rawValue)] else { preconditionFailure("an event kind without a rule") }
        if let violation = rule.violation(of: event) { throw violation.error(file: sink.name, line: event.line) }
        encodeHead(event)
        for index in rule.slots.indices where event.present & (1 << index) != 0 {
            if event.named & (1 << index) != 0 {
                events.append(varint: UInt64(try number(of: NameID(UInt32(truncatingIfNeeded: event.slots[index])), names, event.line)))
            } else {
                encode(event.slots[index], rule.slots[index])
            }
        }
        eventCount += 1
        totalEvents += 1
        if events.count + self.names.count >= BinaryForm.blockTarget { try endBlock() }
    }

    public mutating func finish() throws(TraceError) {
        if eventCount > 0 { try endBlock() }
        var totals: [UInt8] = []
        totals.append(varint: totalEvents)
        totals.append(varint: UInt64(nameCount))
        try append(BlockHead(kind: .end), totals)
        try sink.finish()
    }

    /// What a memory sink took.
    public var memory: [UInt8] { sink.memory }

    private mutating func encodeHead(_ event: TraceEvent) {
        let fields = UInt16(event.present) | UInt16(event.named) << 8
        var flags: UInt8 = 0
        if event.cpu != state.cpu { flags |= BinaryForm.Flag.cpu }
        if event.task != state.task { flags |= BinaryForm.Flag.task }
        if event.line != state.line &+ 1 { flags |= BinaryForm.Flag.line }
        if fields != state.fields[Int(event.kind.rawValue)] { flags |= BinaryForm.Flag.fields }
        events.append(event.kind.rawValue)
        events.append(flags)
        events.append(varint: DeltaState.zigzag(event.time &- state.time))
        if flags & BinaryForm.Flag.cpu != 0 { events.append(varint: UInt64(Int(event.cpu) + 1)) }
        if flags & BinaryForm.Flag.task != 0 { events.append(varint: UInt64(Int(event.task) + 1)) }
        if flags & BinaryForm.Flag.line != 0 {
            let step = Int64(event.line) - Int64(state.line) - 1
            events.append(varint: DeltaState.zigzag(UInt64(bitPattern: step)))
        }
        if flags & BinaryForm.Flag.fields != 0 {
            events.append(event.present)
            events.append(event.named)
        }
        state.time = event.time
        state.cpu = event.cpu
        state.task = event.task
        state.line = event.line
        state.fields[Int(event.kind.rawValue)] = fields
    }

    @inline(__always)
    private mutating func encode(_ value: UInt64, _ slot: SlotRule) {
        if slot.form.isPlace {
            let field = Int(slot.field.index)
            events.append(varint: DeltaState.zigzag(value &- state.places[field]))
            state.places[field] = value
        } else {
            events.append(varint: slot.form == .signed ? DeltaState.zigzag(value) : value)
        }
    }

    /// The file's number of a name, which joins the block's new names where it has none yet.
    private mutating func number(of id: NameID, _ table: borrowing NameTable, _ line: UInt32) throws(TraceError) -> UInt32 {
        let index = Int(id.rawValue)
        while local.count <= index { local.append(Self.unknown) }
        guard local[index] == Self.unknown else { return local[index] }
        let bytes = table.withBytes(of: id) { Array($0) }
        guard bytes.count <= BinaryForm.nameLimit else {
            throw TraceError(file: sink.name, line: line, problem: "a name is too long", expected: "at most \(BinaryForm.nameLimit) bytes")
        }
        names.append(varint: UInt64(bytes.count))
        names.append(contentsOf: bytes)
        newNames += 1
        local[index] = nameCount
        nameCount += 1
        return nameCount - 1
    }

    private mutating func endBlock() throws(TraceError) {
        var head = BlockHead(kind: .events)
        head.eventCount = eventCount
        var raw: [UInt8] = []
        raw.reserveCapacity(names.count + events.count + 10)
        raw.append(varint: newNames)
        raw.append(contentsOf: names)
        raw.append(contentsOf: events)
        try append(head, raw)
        names.removeAll(keepingCapacity: true)
        events.removeAll(keepingCapacity: true)
        newNames = 0
        eventCount = 0
        state = DeltaState()
    }

    private mutating func append(_ head: BlockHead, _ raw: [UInt8]) throws(TraceError) {
        var head = head
        let packed = packer.pack(raw)
        let stored = packed ?? raw
        head.isPacked = packed != nil
        head.rawLength = UInt32(raw.count)
        head.storedLength = UInt32(stored.count)
        let bytes = head.bytes
        let checksum = bytes.withUnsafeBytes { bytes in
            stored.withUnsafeBytes { BlockHead.checksum(bytes, $0, position: blocks) }
        }
        sink.buffer.append(contentsOf: bytes)
        sink.buffer.append(littleEndian: checksum, count: 8)
        sink.buffer.append(contentsOf: stored)
        blocks += 1
        try sink.flushIfFull()
    }
}
