extension BinaryDecoder {
    /// Appends the block's next `count` events. Precondition: it has them.
    mutating func decode(_ count: Int, into batch: inout [TraceEvent], _ names: inout NameTable) throws(TraceError) {
        let block = raw
        var decoded = 0
        let isWhole = block.withUnsafeBytes { bytes in
            var cursor = BinaryCursor(bytes: bytes, at: at)
            while decoded < count {
                guard let event = event(&cursor, &names) else { return false }
                batch.append(event)
                decoded += 1
            }
            at = cursor.at
            return true
        }
        eventsLeft -= UInt32(decoded)
        guard isWhole, eventsLeft > 0 || at == raw.count else { throw error("damaged: an event of the block cannot be read") }
    }

    /// One event, or nil where the bytes are none.
    @inline(__always)
    private mutating func event(_ cursor: inout BinaryCursor, _ names: inout NameTable) -> TraceEvent? {
        guard let code = cursor.byte(), let rule = rules[Int(code)], readHead(&cursor, code) else { return nil }
        var event = TraceEvent(rule.kind, time: state.time, cpu: state.cpu, task: state.task, line: state.line, source: source)
        let fields = state.fields[Int(code)]
        event.present = UInt8(truncatingIfNeeded: fields)
        event.named = UInt8(fields >> 8)
        guard rule.allows(present: event.present, named: event.named) else { return nil }
        var rest = event.present
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            rest &= rest &- 1
            guard let read = cursor.varint() else { return nil }
            let isNamed = event.named & (1 << index) != 0
            guard let value = isNamed ? global(read, &names) : value(read, rule.slots[index]) else { return nil }
            event.slots[index] = value
        }
        return event
    }

    /// Reads what stands before an event's fields into `state`.
    @inline(__always)
    private mutating func readHead(_ cursor: inout BinaryCursor, _ code: UInt8) -> Bool {
        guard let flags = cursor.byte(), flags & ~BinaryForm.Flag.all == 0, let step = cursor.varint() else { return false }
        state.time &+= DeltaState.unzigzag(step)
        if flags & BinaryForm.Flag.cpu != 0 {
            guard let cpu = cursor.varint(), cpu <= UInt64(Int16.max) + 1 else { return false }
            state.cpu = Int16(Int(cpu) - 1)
        }
        if flags & BinaryForm.Flag.task != 0 {
            guard let task = cursor.varint(), task <= UInt64(Int32.max) + 1 else { return false }
            state.task = Int32(Int(task) - 1)
        }
        var line = Int64(state.line) + 1
        if flags & BinaryForm.Flag.line != 0 {
            guard let step = cursor.varint() else { return false }
            line = line &+ Int64(bitPattern: DeltaState.unzigzag(step))
        }
        guard let line = flags & BinaryForm.Flag.line != 0 ? UInt32(exactly: line) : UInt32(truncatingIfNeeded: line) else { return false }
        state.line = line
        if flags & BinaryForm.Flag.fields != 0 {
            guard let present = cursor.byte(), let named = cursor.byte() else { return false }
            state.fields[Int(code)] = UInt16(present) | UInt16(named) << 8
        }
        return true
    }

    /// A slot's number, or nil where it is out of range.
    @inline(__always)
    private mutating func value(_ read: UInt64, _ slot: SlotRule) -> UInt64? {
        var value = read
        if slot.form.isPlace {
            let field = Int(slot.field.index)
            value = state.places[field] &+ DeltaState.unzigzag(read)
            state.places[field] = value
        } else if slot.form == .signed {
            value = DeltaState.unzigzag(read)
        }
        return slot.range.contains(value, isSigned: slot.form == .signed) ? value : nil
    }

    /// The run's number of the file's name `local`, or nil where the file has no such name.
    @inline(__always)
    private mutating func global(_ local: UInt64, _ names: inout NameTable) -> UInt64? {
        guard local < UInt64(globals.count) else { return nil }
        let known = globals[Int(local)]
        return UInt64(known == Self.unresolved ? resolve(Int(local), &names) : known)
    }

    @inline(never)
    private mutating func resolve(_ local: Int, _ names: inout NameTable) -> UInt32 {
        let range = nameStarts[local]..<nameStarts[local + 1]
        let id = nameBytes.withUnsafeBytes { names.intern(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
        globals[local] = id.rawValue
        return id.rawValue
    }
}

extension KindRule {
    /// Whether an event of this kind may have these fields, and names in these.
    @inline(__always)
    func allows(present: UInt8, named: UInt8) -> Bool {
        present & ~known == 0 && named & ~present == 0 && required & ~present == 0 && named & ~mayBeNamed == 0
            && alwaysNamed & present & ~named == 0
    }
}
