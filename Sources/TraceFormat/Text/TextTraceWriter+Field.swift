extension TextTraceWriter {
    /// Appends ` FIELD=VALUE`; an `offset` that its pointer has already said is left out.
    mutating func append(_ index: Int, of event: TraceEvent, _ rule: KindRule, _ names: borrowing NameTable) {
        let slot = rule.slots[index]
        if slot.field == .offset, index > 0, rule.slots[index - 1].takesOffset, event.present & (1 << (index - 1)) != 0 { return }
        sink.buffer.append(0x20)
        sink.buffer.append(contentsOf: slot.field.name.utf8)
        sink.buffer.append(0x3d)
        let value = event.slots[index]
        if event.named & (1 << index) != 0 {
            let name = names.withBytes(of: NameID(UInt32(truncatingIfNeeded: value))) { Array($0) }
            if slot.form == .pointer { sink.append(label: name) } else { sink.append(word: name) }
        } else {
            append(value, slot)
        }
        if slot.takesOffset, event.present & (1 << (index + 1)) != 0 {
            sink.buffer.append(0x2b)
            sink.append(byteCount: event.slots[index + 1])
        }
    }

    private mutating func append(_ value: UInt64, _ slot: SlotRule) {
        switch slot.form {
        case .count, .boolean, .name: sink.append(decimal: value)
        case .bytes: sink.append(byteCount: value)
        case .signed: sink.append(signed: Int64(bitPattern: value))
        case .address, .pointer, .frame: sink.append(hexadecimal: value)
        case .gfp: sink.append(flags: value, Self.gfpNames)
        case .mapFlags: sink.append(flags: value, Self.mapNames)
        case .migratetype: sink.buffer.append(contentsOf: WordTable.migratetypeNames[Int(value)].lowercased().utf8)
        case .choice: sink.buffer.append(contentsOf: slot.words.words[Int(value)].utf8)
        case .protection:
            for (bit, letter) in [(UInt64(1), UInt8(0x72)), (2, 0x77), (4, 0x78)] {
                sink.buffer.append(value & bit != 0 ? letter : 0x2d)
            }
        }
    }

    private static let gfpNames = (WordTable.gfpComposites + WordTable.gfpBits).map { ($0, UInt64($1.rawValue)) }
    private static let mapNames = WordTable.mapBits.map { ($0, UInt64($1)) }
}
