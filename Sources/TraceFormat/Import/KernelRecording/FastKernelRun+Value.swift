extension FastKernelRun {
    /// Reads a value into its slot; what follows it is looked at by the caller.
    @inline(__always)
    func value(
        _ cursor: inout FastCursor, _ field: UnsafePointer<TracepointIndex.CompiledField>, _ event: UnsafeMutablePointer<TraceEvent>,
        _ decoder: inout TracepointDecoder, _ table: inout NameTable
    ) -> Bool {
        let value: UInt64?
        switch field.pointee.value {
        case .name: return name(&cursor, field, event, &table)
        case .hex, .pointer: value = hexadecimal(&cursor)
        case .number: value = cursor.number()
        case .gfp: value = flags(&cursor, &decoder)
        case .truth: value = truth(&cursor)
        case .signed: value = cursor.signedDecimal()
        case .bytes:
            value = cursor.signedDecimal()
            _ = cursor.take(UInt8(ascii: "B"))
        case .member: value = member(&cursor)
        case .words, .advice: return false
        }
        guard let value else { return false }
        return put(value, field, event)
    }

    @inline(__always)
    private func put(
        _ value: UInt64, _ field: UnsafePointer<TracepointIndex.CompiledField>, _ event: UnsafeMutablePointer<TraceEvent>
    ) -> Bool {
        let slot = field.pointee.slot
        if slot == 0xff || (field.pointee.omitsZero && value == 0) { return true }
        if field.pointee.range.lower < 0 {
            guard field.pointee.range.contains(value, isSigned: true) else { return false }
        } else {
            // Frames may have any number there, and are looked at later.
            guard value <= field.pointee.fastUpper else { return false }
        }
        event.pointee.slots[Int(slot)] = value
        event.pointee.present |= 1 &<< slot
        return true
    }

    /// A word, which is interned, or passed over where no field takes it.
    @inline(__always)
    private func name(
        _ cursor: inout FastCursor, _ field: UnsafePointer<TracepointIndex.CompiledField>, _ event: UnsafeMutablePointer<TraceEvent>,
        _ table: inout NameTable
    ) -> Bool {
        let end = cursor.wordEnd()
        let slot = field.pointee.slot
        guard slot != 0xff else {
            let count = end - cursor.at
            cursor.at = end
            return count > 0 && count <= ByteCache.longest
        }
        guard let id = names.value(cursor.at, end) ?? newName(cursor, end, &table) else { return false }
        cursor.at = end
        event.pointee.slots[Int(slot)] = UInt64(id)
        event.pointee.present |= 1 &<< slot
        event.pointee.named |= 1 &<< slot
        return true
    }

    @inline(never)
    private func newName(_ cursor: FastCursor, _ end: UnsafeRawPointer, _ table: inout NameTable) -> UInt32? {
        let bytes = cursor.bytes(to: end)
        // A comma at the end belongs to the line, not the word.
        guard bytes.count > 0, bytes.count <= ByteCache.longest, FastCursor.endsWord(end) else { return nil }
        guard bytes[bytes.count - 1] != Ascii.comma else { return nil }
        let id = table.intern(bytes: bytes).rawValue
        names.set(cursor.at, end, id)
        return id
    }

    /// With or without `0x`; `(nil)` is 0.
    @inline(__always)
    private func hexadecimal(_ cursor: inout FastCursor) -> UInt64? {
        if cursor.byte == Ascii.zero, cursor.byte(1) | 0x20 == Ascii.x {
            cursor.at += 2
        } else if cursor.byte == Ascii.open {
            // `(nil)`, the first byte lowest.
            guard cursor.word() & 0xff_ffff_ffff == 0x29_6c69_6e28 else { return nil }
            cursor.at += 5
            return 0
        }
        return cursor.hexadecimal()
    }

    @inline(__always)
    private func flags(_ cursor: inout FastCursor, _ decoder: inout TracepointDecoder) -> UInt64? {
        let end = cursor.wordEnd()
        let flags = gfp.value(cursor.at, end) ?? newFlags(cursor, end, &decoder)
        cursor.at = end
        return flags.map { UInt64($0) }
    }

    @inline(never)
    private func newFlags(_ cursor: FastCursor, _ end: UnsafeRawPointer, _ decoder: inout TracepointDecoder) -> UInt32? {
        let bytes = cursor.bytes(to: end)
        guard bytes.count > 0, bytes[bytes.count - 1] != Ascii.comma else { return nil }
        let reading = decoder.gfp.parse(bytes)
        guard reading.isWhole, !reading.isAssumed else { return nil }
        gfp.set(cursor.at, end, reading.flags.rawValue)
        return reading.flags.rawValue
    }

    /// true and false, by their first letter; 1 and 0.
    @inline(__always)
    private func truth(_ cursor: inout FastCursor) -> UInt64? {
        let (first, start) = (cursor.byte, cursor.at)
        cursor.at = cursor.wordEnd()
        switch first {
        case UInt8(ascii: "t"): return 1
        case UInt8(ascii: "f"): return 0
        case Ascii.zero, Ascii.zero + 1: return cursor.at - start == 1 ? UInt64(first &- Ascii.zero) : nil
        default: return nil
        }
    }

    @inline(__always)
    private func member(_ cursor: inout FastCursor) -> UInt64? {
        let end = cursor.wordEnd()
        let member = members.value(cursor.at, end) ?? newMember(cursor, end)
        cursor.at = end
        return member.map { UInt64($0) }
    }

    @inline(never)
    private func newMember(_ cursor: FastCursor, _ end: UnsafeRawPointer) -> UInt32? {
        let bytes = cursor.bytes(to: end)
        guard bytes.count <= ByteCache.longest, let member = TracepointDecoder.member(bytes, 0, bytes.count) else { return nil }
        members.set(cursor.at, end, UInt32(member))
        return UInt32(member)
    }
}
