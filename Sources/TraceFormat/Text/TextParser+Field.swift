extension TextParser {
    /// Takes one `FIELD=VALUE`. `next` is the slot after the one read before, where the field is looked for first.
    @inline(__always)
    func slot(_ scanner: inout TextScanner, _ rule: KindRule, _ next: Int) -> Int? {
        for step in rule.slots.indices {
            var index = next + step
            if index >= rule.slots.count { index -= rule.slots.count }
            let slot = rule.slots.baseAddress! + index
            if matches(scanner, slot) {
                scanner.at += slot.pointee.nameLength + 1
                return index
            }
        }
        return nil
    }

    /// Whether the field's name and `=` stand here.
    @inline(__always)
    private func matches(_ scanner: TextScanner, _ slot: UnsafePointer<SlotRule>) -> Bool {
        let length = slot.pointee.nameLength
        guard scanner.at + length < scanner.count, scanner.base[scanner.at + length] == 0x3d else { return false }
        if length <= 8 { return (scanner.word() ^ slot.pointee.name.0) << UInt64(64 - 8 * length) == 0 }
        guard scanner.word() == slot.pointee.name.0 else { return false }
        if length <= 16 { return (scanner.word(8) ^ slot.pointee.name.1) << UInt64(128 - 8 * length) == 0 }
        return scanner.word(8) == slot.pointee.name.1 && (scanner.word(16) ^ slot.pointee.name.2) << UInt64(192 - 8 * length) == 0
    }

    @inline(__always)
    mutating func field(
        _ scanner: inout TextScanner, _ rule: KindRule, _ event: inout TraceEvent, _ next: inout Int, _ names: inout NameTable
    ) throws(TraceError) {
        let start = scanner.at
        guard let index = slot(&scanner, rule, next) else { throw unknownField(scanner, rule) }
        next = index + 1
        guard event.present & (1 << index) == 0 else {
            throw error("\(rule.slots[index].field.name) twice", expected: "each field once", at: start)
        }
        try value(&scanner, rule.slots.baseAddress! + index, index, &event, &names)
        event.present |= 1 << index
        guard scanner.isAtWordEnd else { throw badValue(scanner, rule.slots[index], start) }
    }

    /// Takes the value of slot `index`; the caller marks it present and looks whether the word ends there.
    @inline(__always)
    private mutating func value(
        _ scanner: inout TextScanner, _ slot: UnsafePointer<SlotRule>, _ index: Int, _ event: inout TraceEvent, _ names: inout NameTable
    ) throws(TraceError) {
        let start = scanner.at
        let number: UInt64?
        switch slot.pointee.form {
        case .count, .address, .frame: number = scanner.number()
        case .bytes: number = scanner.byteCount()
        case .name:
            event.slots[index] = UInt64(try interned(&scanner, &names).rawValue)
            event.named |= 1 << index
            return
        case .pointer: return try pointer(&scanner, slot, index, &event, &names)
        case .signed: number = scanner.signedNumber()
        case .gfp, .mapFlags: number = scanner.flags(slot.pointee.words)
        case .migratetype, .boolean, .choice: number = scanner.choice(slot.pointee.words)
        case .protection: number = scanner.protection()
        }
        guard let number else { throw badValue(scanner, slot.pointee, start - slot.pointee.nameLength - 1) }
        guard slot.pointee.range.contains(number, isSigned: slot.pointee.form == .signed) else {
            throw outOfRange(slot.pointee, number, start)
        }
        event.slots[index] = number
    }

    /// A label or an address, with `+N` where `offset` follows.
    @inline(__always)
    private mutating func pointer(
        _ scanner: inout TextScanner, _ slot: UnsafePointer<SlotRule>, _ index: Int, _ event: inout TraceEvent, _ names: inout NameTable
    ) throws(TraceError) {
        let start = scanner.at
        if scanner.byte &- 0x30 < 10 {
            guard let number = scanner.number() else { throw badValue(scanner, slot.pointee, start - slot.pointee.nameLength - 1) }
            event.slots[index] = number
        } else {
            event.slots[index] = UInt64(try label(&scanner, slot, &names).rawValue)
            event.named |= 1 << index
        }
        guard slot.pointee.takesOffset, scanner.take(0x2b) else { return }
        let bit: UInt8 = 1 << (index + 1)
        guard event.present & bit == 0 else { throw error("offset twice", expected: "each field once", at: start) }
        guard let offset = scanner.byteCount() else { throw badValue(scanner, slot.pointee, start - slot.pointee.nameLength - 1) }
        event.slots[index + 1] = offset
        event.present |= bit
    }

    private mutating func label(_ scanner: inout TextScanner, _ slot: UnsafePointer<SlotRule>, _ names: inout NameTable) throws(TraceError)
        -> NameID
    {
        let start = scanner.at
        if scanner.byte == 0x22 { return try interned(&scanner, &names) }
        while !scanner.isAtWordEnd, scanner.byte != 0x2b {
            guard scanner.byte != 0x22 else { break }
            scanner.at += 1
        }
        guard scanner.at > start, scanner.base[start] != 0x2d else {
            throw badValue(scanner, slot.pointee, start - slot.pointee.nameLength - 1)
        }
        return names.intern(bytes: scanner.bytes(from: start))
    }

    /// A bare word or a quoted one.
    @inline(__always)
    private mutating func interned(_ scanner: inout TextScanner, _ names: inout NameTable) throws(TraceError) -> NameID {
        let start = scanner.at
        if scanner.byte == 0x22 {
            try unquote(&scanner)
            return scratch.withUnsafeBytes { names.intern(bytes: $0) }
        }
        while !scanner.isAtWordEnd, scanner.base[scanner.at] != 0x22 { scanner.at += 1 }
        guard scanner.at > start else {
            throw error("a name without a character", expected: #"a word, or "" for the empty name"#, at: start)
        }
        return names.intern(bytes: scanner.bytes(from: start))
    }
}
