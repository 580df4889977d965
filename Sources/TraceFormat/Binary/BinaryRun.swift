/// Events of one block, decoded one after another without anything to count references of.
///
/// An event takes `longestEvent` bytes at most, and as many may be read behind the block: so an event's end is checked once, after
/// it has been read, and not with every byte.
///
/// Invariants:
/// - `at <= end` between events;
/// - `globals[i]` is the run's number of the file's name `i`, or `unresolved`.
struct BinaryRun {
    /// Kind, flags, four numbers before the fields, two bytes of field bits, eight fields; a number has ten bytes at most.
    static let longestEvent = 2 + 4 * 10 + 2 + TraceEvent.slotCount * 10
    /// A name that no event has carried yet.
    static let unresolved = UInt32.max

    var at: UnsafeRawPointer
    let end: UnsafeRawPointer
    let rules: UnsafeBufferPointer<BinaryRule?>
    let state: UnsafeMutablePointer<DeltaState>
    let globals: UnsafeMutableBufferPointer<UInt32>
    let source: UInt16

    /// Decodes an event into `event`, which is not initialized before; nil where the bytes are none. `resolve` gives the run's number
    /// of a name that no event has carried yet.
    @inline(__always)
    mutating func next(_ event: UnsafeMutablePointer<TraceEvent>, _ resolve: (Int) -> UInt32) -> Bool {
        let code = Int(byte())
        guard let rule = rules[code], readHead(code) else { return false }
        event.initialize(
            to: TraceEvent(
                rule.kind, time: state.pointee.time, cpu: state.pointee.cpu, task: state.pointee.task, line: state.pointee.line,
                source: source))
        let fields = state.pointee.fields[code]
        let present = UInt8(truncatingIfNeeded: fields)
        let named = UInt8(truncatingIfNeeded: fields >> 8)
        guard rule.allows(present: present, named: named) else { return false }
        event.pointee.present = present
        event.pointee.named = named
        var rest = present
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            guard let read = varint() else { return false }
            let isNamed = named &>> UInt8(truncatingIfNeeded: index) & 1 != 0
            let slot = rule.slots.baseAddress.unsafelyUnwrapped + index
            guard let value = isNamed ? name(read, resolve) : value(read, slot) else { return false }
            event.pointee.slots[index] = value
            rest &= rest &- 1
        }
        return at <= end
    }

    /// Reads what stands before an event's fields into `state`.
    @inline(__always)
    private mutating func readHead(_ code: Int) -> Bool {
        let flags = byte()
        guard flags & ~BinaryForm.Flag.all == 0, let step = varint() else { return false }
        state.pointee.time &+= DeltaState.unzigzag(step)
        guard state.pointee.time <= TraceEvent.latestTime else { return false }
        if flags & (BinaryForm.Flag.all & ~BinaryForm.Flag.line) != 0 {
            guard readChanges(flags, code) else { return false }
        }
        guard flags & BinaryForm.Flag.line == 0 else { return readLine(flags, code) }
        state.pointee.line &+= 1
        return true
    }

    /// The CPU and the task, where they are others than before. What follows them is read after the line.
    @inline(__always)
    private mutating func readChanges(_ flags: UInt8, _ code: Int) -> Bool {
        if flags & BinaryForm.Flag.cpu != 0 {
            guard let cpu = varint(), cpu <= UInt64(Int16.max) + 1 else { return false }
            state.pointee.cpu = Int16(truncatingIfNeeded: Int(truncatingIfNeeded: cpu) &- 1)
        }
        if flags & BinaryForm.Flag.task != 0 {
            guard let task = varint(), task <= UInt64(Int32.max) + 1 else { return false }
            state.pointee.task = Int32(truncatingIfNeeded: Int(truncatingIfNeeded: task) &- 1)
        }
        if flags & (BinaryForm.Flag.line | BinaryForm.Flag.fields) == BinaryForm.Flag.fields { readFields(code) }
        return true
    }

    /// The line, where it is not the next one, and the field bits after it.
    @inline(__always)
    private mutating func readLine(_ flags: UInt8, _ code: Int) -> Bool {
        guard let step = varint() else { return false }
        let next = Int64(state.pointee.line) &+ 1 &+ Int64(bitPattern: DeltaState.unzigzag(step))
        guard let line = UInt32(exactly: next) else { return false }
        state.pointee.line = line
        if flags & BinaryForm.Flag.fields != 0 { readFields(code) }
        return true
    }

    @inline(__always)
    private mutating func readFields(_ code: Int) {
        let present = byte()
        state.pointee.fields[code] = UInt16(present) | UInt16(byte()) << 8
    }

    /// A slot's number, or nil where it is out of range.
    @inline(__always)
    private func value(_ read: UInt64, _ slot: UnsafePointer<BinarySlot>) -> UInt64? {
        if slot.pointee.isPlace {
            let place = Int(slot.pointee.place)
            let value = state.pointee.places[place] &+ DeltaState.unzigzag(read)
            state.pointee.places[place] = value
            return value <= slot.pointee.upper ? value : nil
        }
        guard slot.pointee.isSigned else { return read <= slot.pointee.upper ? read : nil }
        let value = DeltaState.unzigzag(read)
        let signed = Int64(bitPattern: value)
        return signed >= slot.pointee.lower && (signed < 0 || value <= slot.pointee.upper) ? value : nil
    }

    /// The run's number of the file's name `local`, or nil where the file has no such name.
    @inline(__always)
    private func name(_ local: UInt64, _ resolve: (Int) -> UInt32) -> UInt64? {
        guard local < UInt64(globals.count) else { return nil }
        let local = Int(truncatingIfNeeded: local)
        let known = globals[local]
        if known != Self.unresolved { return UInt64(known) }
        let id = resolve(local)
        globals[local] = id
        return UInt64(id)
    }
}
