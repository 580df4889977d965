/// Reads the fields that a tracepoint printed into an event's slots.
struct TracepointDecoder: Sendable {
    /// Why a payload could not be read.
    enum Failure: Error { case missingField, badField }

    let index = TracepointIndex()
    /// GFP texts with an unknown name.
    private(set) var unknownGfp: UInt64 = 0
    /// GFP numbers whose age nothing tells.
    private(set) var assumedGfp: UInt64 = 0
    /// Pointers that the recording hides.
    private(set) var hiddenPointers: UInt64 = 0
    var gfp = GfpText()

    /// The number in `index.points` of the event called `name`.
    @inline(__always)
    func point(named name: UnsafeRawBufferPointer) -> Int? { index.names.find(name).map(Int.init) }

    /// Fills `event` from `payload` (`key=value` or `key: value,` pairs). Fields usually come in the table's order, so the next
    /// one is tried first. Words without a key are read over.
    mutating func decode(
        _ payload: UnsafeRawBufferPointer, as point: TracepointIndex.Point, into event: inout TraceEvent, table: inout NameTable
    ) throws(Failure) {
        var next = 0
        var at = 0
        let end = payload.count
        while true {
            at = payload.skipSpaces(at, end)
            guard at < end else { break }
            let found: Int?
            if next < point.count, at + 16 <= end, index.fields[point.first + next].key.stands(in: payload, at: at) {
                found = point.first + next
                at += index.fields[point.first + next].key.length
                next += 1
            } else {
                guard let hash = Self.key(payload, &at) else { continue }
                found = find(hash, in: point, next: &next)
            }
            let start = Self.startOfPadded(payload, at)
            let words = found.map { index.fields[$0].value == .words } ?? false
            at = words ? Self.endOfWords(payload, start) : payload.find(Ascii.space, start, end)
            guard let found, index.fields[found].slot != 0xff else { continue }
            let stop = at > start && payload.byte(at - 1) == Ascii.comma ? at - 1 : at
            try put(payload, start, words ? payload.trimmedEnd(start, at) : stop, index.fields[found], &event, &table)
        }
        guard event.present & point.required == point.required else { throw .missingField }
    }

    /// Where a value begins. Kernels before 4.15 pad a NULL pointer to the width of one (`pointer_string`, lib/vsprintf.c).
    @inline(__always)
    private static func startOfPadded(_ payload: UnsafeRawBufferPointer, _ start: Int) -> Int {
        guard start < payload.count, payload.byte(start) == Ascii.space else { return start }
        let value = payload.skipSpaces(start, payload.count)
        return value < payload.count && payload.byte(value) == Ascii.open ? value : start
    }

    /// The hash of the key at `at`, which goes on to its value; nil where a word without a key stands there, which is passed.
    private static func key(_ payload: UnsafeRawBufferPointer, _ at: inout Int) -> UInt64? {
        var hash = TracepointIndex.seed
        while at < payload.count {
            let byte = payload.byte(at)
            at += 1
            if byte == Ascii.equals { return hash }
            if byte == Ascii.space { return nil }
            if byte == Ascii.colon, at == payload.count || payload.byte(at) == Ascii.space {
                at = payload.skipSpaces(at, payload.count)
                return hash
            }
            TracepointIndex.fold(&hash, byte)
        }
        return nil
    }

    @inline(__always)
    private func find(_ hash: UInt64, in point: TracepointIndex.Point, next: inout Int) -> Int? {
        if next < point.count, index.fields[point.first + next].hash == hash {
            next += 1
            return point.first + next - 1
        }
        for offset in 0..<point.count where index.fields[point.first + offset].hash == hash {
            next = offset + 1
            return point.first + offset
        }
        return nil
    }

    /// The offset where `key=` begins after `start`, or the end.
    private static func endOfWords(_ payload: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var at = start
        while at < payload.count {
            at = payload.find(Ascii.space, at, payload.count)
            var key = at + 1
            while key < payload.count, payload.byte(key) == UInt8(ascii: "_") || (payload.byte(key) | 0x20) &- 0x61 < 26 { key += 1 }
            if key > at + 1, key < payload.count, payload.byte(key) == Ascii.equals { return at }
            at += 1
        }
        return payload.count
    }

    @inline(__always)
    private mutating func put(
        _ payload: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ field: TracepointIndex.CompiledField, _ event: inout TraceEvent,
        _ table: inout NameTable
    ) throws(Failure) {
        guard let (value, isName) = value(payload, start, end, field.value, &table) else { throw .badField }
        if field.omitsZero, value == 0 { return }
        guard isName || field.range.contains(value, isSigned: field.range.lower < 0) else { throw .badField }
        event.slots[Int(field.slot)] = value
        event.present |= 1 << field.slot
        if isName { event.named |= 1 << field.slot }
    }

    /// The value of a printed text; a name is its number in the table. Nil: it cannot be read.
    @inline(__always)
    mutating func value(
        _ payload: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ kind: TracepointValue, _ table: inout NameTable
    ) -> (value: UInt64, isName: Bool)? {
        let value: UInt64?
        var isName = false
        switch kind {
        case .hex: value = payload.hexadecimal(start, end)
        case .pointer: value = payload.hexadecimal(start, end) ?? hidden(payload.slice(start, end))
        case .number: value = payload.number(start, end)
        case .signed: value = Self.signed(payload, start, end)
        case .bytes: value = Self.signed(payload, start, end > start && payload.byte(end - 1) == UInt8(ascii: "B") ? end - 1 : end)
        case .truth: value = Self.truth(payload, start, end)
        case .member: value = Self.member(payload, start, end)
        case .gfp:
            let reading = gfp.parse(payload.slice(start, end))
            if !reading.isWhole { unknownGfp += 1 }
            if reading.isAssumed { assumedGfp += 1 }
            value = UInt64(reading.flags.rawValue)
        case .name, .words:
            value = UInt64(table.intern(bytes: payload.slice(start, end)).rawValue)
            isName = true
        case .advice:
            value = payload.hexadecimal(start, end).map { UInt64(table.intern(Self.advice($0)).rawValue) }
            isName = true
        }
        return value.map { ($0, isName) }
    }
}

extension TracepointDecoder {
    /// `(____ptrval____)` or, on 32 bit, `(ptrval)`: what kernels from 4.15 on print before they can hash pointers.
    private mutating func hidden(_ text: UnsafeRawBufferPointer) -> UInt64? {
        guard text.has("(____ptrval____)", at: 0) || text.has("(ptrval)", at: 0) else { return nil }
        hiddenPointers += 1
        return PointerKey.hidden.value
    }

    /// true, false, 1, 0; a number with or without `0x`; `(0)`, as the option `fields` prints a bool.
    private static func truth(_ payload: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        guard start < end else { return nil }
        switch payload.byte(start) {
        case UInt8(ascii: "t"): return 1
        case UInt8(ascii: "f"): return 0
        case Ascii.open where payload.byte(end - 1) == Ascii.close: return truth(payload, start + 1, end - 1)
        default: return payload.number(start, end).map { $0 == 0 ? 0 : 1 }
        }
    }

    /// Decimal; or hexadecimal with the decimal number in brackets after it, as the option `fields` prints it.
    private static func signed(_ payload: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        if let value = payload.signedDecimal(start, end) { return value }
        guard payload.has("0x", at: start) else { return nil }
        let open = payload.skipSpaces(end, payload.count)
        if open < payload.count, payload.byte(open) == Ascii.open {
            return payload.signedDecimal(open + 1, payload.find(Ascii.close, open, payload.count))
        }
        return payload.number(start, end)
    }

    static func member(_ payload: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        if let number = payload.number(start, end) { return number < UInt64(EventKind.rssMembers.count) ? number : nil }
        // The four names differ in their fourth byte: F, A, S(WAPENTS), S(HMEMPAGES); the last two in their fifth.
        guard end - start > 4, payload.has("MM_", at: start) else { return nil }
        let text = payload.slice(start, end)
        switch (payload.byte(start + 3), payload.byte(start + 4)) {
        case (UInt8(ascii: "F"), _): return text.count == 12 && text.has("MM_FILEPAGES", at: 0) ? 0 : nil
        case (UInt8(ascii: "A"), _): return text.count == 12 && text.has("MM_ANONPAGES", at: 0) ? 1 : nil
        case (_, UInt8(ascii: "W")): return text.count == 11 && text.has("MM_SWAPENTS", at: 0) ? 2 : nil
        default: return text.count == 13 && text.has("MM_SHMEMPAGES", at: 0) ? 3 : nil
        }
    }

    /// Names of madvise's advice (include/uapi/asm-generic/mman-common.h); others by number.
    private static func advice(_ value: UInt64) -> String {
        switch value {
        case 0: "normal"
        case 1: "random"
        case 2: "sequential"
        case 3: "willneed"
        case 4: "dontneed"
        case 8: "free"
        case 9: "remove"
        case 10: "dontfork"
        case 11: "dofork"
        case 12: "mergeable"
        case 13: "unmergeable"
        case 14: "hugepage"
        case 15: "nohugepage"
        case 16: "dontdump"
        case 17: "dodump"
        case 20: "cold"
        case 21: "pageout"
        case 22: "populate_read"
        case 23: "populate_write"
        default: "\(value)"
        }
    }
}
