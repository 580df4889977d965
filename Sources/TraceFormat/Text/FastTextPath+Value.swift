extension FastTextPath.Run {
    /// Reads a value into its slot; what follows it is looked at by the caller.
    @inline(__always)
    func value(
        _ cursor: inout FastCursor, _ field: UnsafePointer<FastTextField>, _ event: UnsafeMutablePointer<TraceEvent>,
        _ table: inout NameTable
    ) -> Bool {
        let number: UInt64?
        switch field.pointee.form {
        case .count, .address, .frame: number = cursor.number()
        case .bytes: number = byteCount(&cursor)
        case .pointer:
            if cursor.byte &- 0x30 < 10 { return address(&cursor, field, event) }
            return name(&cursor, labels, field, event, &table)
        case .name: return name(&cursor, names, field, event, &table)
        case .gfp: number = flags(&cursor)
        case .signed: number = cursor.signedDecimal()
        case .boolean where cursor.byte(1) <= Ascii.space: number = digit(&cursor)
        case .migratetype, .boolean, .choice, .protection, .mapFlags: number = choice(&cursor, field)
        }
        guard let number else { return false }
        return put(number, field, event)
    }

    @inline(__always)
    private func put(_ number: UInt64, _ field: UnsafePointer<FastTextField>, _ event: UnsafeMutablePointer<TraceEvent>) -> Bool {
        if field.pointee.lower < 0 {
            let signed = Int64(bitPattern: number)
            guard signed >= field.pointee.lower, signed < 0 || number <= field.pointee.upper else { return false }
        } else {
            guard number <= field.pointee.upper else { return false }
        }
        set(number, field.pointee.slot, event)
        return true
    }

    @inline(__always)
    private func set(_ number: UInt64, _ slot: UInt8, _ event: UnsafeMutablePointer<TraceEvent>) {
        event.pointee.slots[Int(slot)] = number
        event.pointee.present |= 1 &<< slot
    }

    /// A number of bytes, perhaps in KiB, MiB, GiB or TiB.
    @inline(__always)
    private func byteCount(_ cursor: inout FastCursor) -> UInt64? {
        guard let number = cursor.number() else { return nil }
        let shift: UInt64
        switch cursor.byte {
        case UInt8(ascii: "K"): shift = 10
        case UInt8(ascii: "M"): shift = 20
        case UInt8(ascii: "G"): shift = 30
        case UInt8(ascii: "T"): shift = 40
        default: return number
        }
        guard cursor.byte(1) == UInt8(ascii: "i"), cursor.byte(2) == UInt8(ascii: "B"), number <= UInt64.max &>> shift else { return nil }
        cursor.at += 3
        return number &<< shift
    }

    /// A number 0 … 9.
    @inline(__always)
    private func digit(_ cursor: inout FastCursor) -> UInt64? {
        let digit = cursor.byte &- 0x30
        cursor.at += 1
        return digit < 10 ? UInt64(digit) : nil
    }

    /// An address, with `+N` where `offset` follows.
    @inline(__always)
    private func address(
        _ cursor: inout FastCursor, _ field: UnsafePointer<FastTextField>, _ event: UnsafeMutablePointer<TraceEvent>
    ) -> Bool {
        guard let number = cursor.number() else { return false }
        set(number, field.pointee.slot, event)
        guard field.pointee.takesOffset, cursor.take(UInt8(ascii: "+")) else { return true }
        guard let offset = cursor.number() else { return false }
        set(offset, field.pointee.slot &+ 1, event)
        return true
    }

    /// A word that is a name or a label.
    @inline(__always)
    private func name(
        _ cursor: inout FastCursor, _ cache: ByteCache.View, _ field: UnsafePointer<FastTextField>,
        _ event: UnsafeMutablePointer<TraceEvent>, _ table: inout NameTable
    ) -> Bool {
        let end = cursor.wordEnd()
        guard let id = cache.value(cursor.at, end) ?? newName(cursor, end, cache, field.pointee.form == .pointer, &table) else {
            return false
        }
        cursor.at = end
        set(UInt64(id), field.pointee.slot, event)
        event.pointee.named |= 1 &<< field.pointee.slot
        return true
    }

    @inline(never)
    private func newName(
        _ cursor: FastCursor, _ end: UnsafeRawPointer, _ cache: ByteCache.View, _ isLabel: Bool, _ table: inout NameTable
    ) -> UInt32? {
        let bytes = cursor.bytes(to: end)
        // A word that is longer than a cache entry is left to the parser, which then finds out whether the line is too long.
        guard bytes.count > 0, bytes.count <= ByteCache.longest, FastCursor.endsWord(end), !bytes.contains(0x22) else { return nil }
        guard !isLabel || (bytes[0] != Ascii.minus && !bytes.contains(UInt8(ascii: "+"))) else { return nil }
        let id = table.intern(bytes: bytes).rawValue
        cache.set(cursor.at, end, id)
        return id
    }

    /// GFP flags by name.
    @inline(__always)
    private func flags(_ cursor: inout FastCursor) -> UInt64? {
        let end = cursor.wordEnd()
        let flags = gfp.value(cursor.at, end) ?? newFlags(cursor, end)
        cursor.at = end
        return flags.map { UInt64($0) }
    }

    @inline(never)
    private func newFlags(_ cursor: FastCursor, _ end: UnsafeRawPointer) -> UInt32? {
        var scanner = TextScanner(cursor.bytes(to: end))
        guard let flags = scanner.flags(.gfp), scanner.isAtEnd, let flags = UInt32(exactly: flags) else { return nil }
        gfp.set(cursor.at, end, flags)
        return flags
    }

    @inline(__always)
    private func choice(_ cursor: inout FastCursor, _ field: UnsafePointer<FastTextField>) -> UInt64? {
        let end = cursor.wordEnd()
        guard let known = field.pointee.choices.value(cursor.at, end) else { return word(&cursor, field) }
        cursor.at = end
        return UInt64(known)
    }

    /// What the scanner makes of the word.
    @inline(never)
    private func word(_ cursor: inout FastCursor, _ field: UnsafePointer<FastTextField>) -> UInt64? {
        let end = cursor.wordEnd()
        var scanner = TextScanner(cursor.bytes(to: end))
        cursor.at = end
        guard scanner.count > 0, scanner.count <= ByteCache.longest else { return nil }
        let number: UInt64?
        switch field.pointee.form {
        case .protection: number = scanner.protection()
        case .mapFlags: number = scanner.flags(.mapFlags)
        default: number = scanner.choice(field.pointee.words)
        }
        return scanner.isAtEnd ? number : nil
    }
}
