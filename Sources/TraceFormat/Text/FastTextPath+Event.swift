extension FastTextPath.Run {
    /// Reads one line, `TIME CPU TASK EVENT FIELD=VALUE …`; false where the line is not one for this path.
    @inline(__always)
    mutating func event(
        _ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>, _ table: inout NameTable
    ) -> Bool {
        guard let time = time(&cursor), time <= TraceEvent.latestTime, cursor.takeSpaces() else { return false }
        guard let cpu = optional(&cursor, Int(Int16.max)), cursor.takeSpaces() else { return false }
        guard let task = optional(&cursor, Int(Int32.max)), cursor.takeSpaces() else { return false }
        let name = cursor.at
        cursor.at = cursor.wordEnd()
        guard let code = events.value(name, cursor.at) ?? newEvent(name, cursor.at) else { return false }
        let rule = rules.baseAddress.unsafelyUnwrapped + Int(code)
        event.initialize(
            to: TraceEvent(
                rule.pointee.kind, time: time, cpu: Int16(truncatingIfNeeded: cpu), task: Int32(truncatingIfNeeded: task), line: line,
                source: source))
        guard fields(&cursor, rule, event, &table) else { return false }
        self.time = time
        line &+= 1
        return true
    }

    /// The code of an event whose name another has driven out of the cache.
    @inline(never)
    private func newEvent(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> UInt32? {
        guard let code = WordTable.events.value(of: FastCursor(start).bytes(to: end)) else { return nil }
        events.set(start, end, UInt32(code))
        return UInt32(code)
    }

    @inline(__always)
    private func time(_ cursor: inout FastCursor) -> UInt64? {
        guard cursor.take(UInt8(ascii: "+")) else { return cursor.decimal() }
        guard let step = cursor.decimal() else { return nil }
        let (sum, overflow) = time.addingReportingOverflow(step)
        return overflow ? nil : sum
    }

    /// A number up to `limit`, or -1 for `-`.
    @inline(__always)
    private func optional(_ cursor: inout FastCursor, _ limit: Int) -> Int? {
        if cursor.take(Ascii.minus) { return -1 }
        guard let number = cursor.decimal(), number <= UInt64(limit) else { return nil }
        return Int(truncatingIfNeeded: number)
    }

    /// Reads fields up to the line's end.
    @inline(__always)
    private func fields(
        _ cursor: inout FastCursor, _ rule: UnsafePointer<FastTextRule>, _ event: UnsafeMutablePointer<TraceEvent>,
        _ table: inout NameTable
    ) -> Bool {
        let fields = rule.pointee.fields
        var next = 0
        while cursor.byte != 0x0a {
            guard cursor.takeSpaces() else { return false }
            // Fields usually come in the schema's order.
            guard let index = find(cursor, fields, from: next), event.pointee.present &>> UInt8(index) & 1 == 0 else { return false }
            next = index &+ 1
            let field = fields.baseAddress.unsafelyUnwrapped + index
            cursor.at += field.pointee.key.length
            guard value(&cursor, field, event, &table) else { return false }
        }
        cursor.at += 1
        return rule.pointee.required & ~event.pointee.present == 0
    }

    @inline(__always)
    private func find(_ cursor: FastCursor, _ fields: UnsafeBufferPointer<FastTextField>, from next: Int) -> Int? {
        var index = next
        while index < fields.count {
            if (fields.baseAddress.unsafelyUnwrapped + index).pointee.key.stands(at: cursor) { return index }
            index &+= 1
        }
        return nil
    }
}
