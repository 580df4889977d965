extension FastKernelRun {
    /// Reads one line; false where it is not one for this path.
    @inline(__always)
    mutating func event(
        _ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>, _ decoder: inout TracepointDecoder,
        _ table: inout NameTable
    ) -> Bool {
        guard let beginning = beginnings.find(&cursor), beginning.pointee.generation == generation else { return false }
        guard let time = time(&cursor), let point = point(&cursor, &decoder) else { return false }
        event.initialize(
            to: TraceEvent(
                point.pointee.kind, time: time, cpu: beginning.pointee.cpu, task: beginning.pointee.tid, line: line, source: source))
        guard fields(&cursor, point, event, &decoder, &table), isAllowed(event, point.pointee.shape) else { return false }
        if beginning.pointee.interrupts { event.pointee.noteInterrupt() }
        if time < now { outOfOrder &+= 1 } else { now = time }
        line &+= 1
        return true
    }

    /// `SECONDS.FRACTION:` after blanks, in nanoseconds.
    @inline(__always)
    private func time(_ cursor: inout FastCursor) -> UInt64? {
        guard cursor.takeSpaces(), let seconds = cursor.decimal(), seconds < 1 << 33, cursor.take(Ascii.dot) else { return nil }
        let start = cursor.at
        guard var part = cursor.decimal() else { return nil }
        switch cursor.at - start {
        case 6: part &*= 1000
        case 9: break
        default: return nil
        }
        guard cursor.take(Ascii.colon) else { return nil }
        return seconds &* 1_000_000_000 &+ part
    }

    /// `EVENT:` between blanks.
    @inline(__always)
    private func point(_ cursor: inout FastCursor, _ decoder: inout TracepointDecoder) -> UnsafePointer<TracepointIndex.Point>? {
        guard cursor.takeSpaces() else { return nil }
        let start = cursor.at
        cursor.at = cursor.wordEnd() - 1
        guard let index = events.value(start, cursor.at) ?? newPoint(start, cursor.at, &decoder) else { return nil }
        guard cursor.take(Ascii.colon), cursor.byte == Ascii.space else { return nil }
        return table.points.baseAddress.unsafelyUnwrapped + Int(index)
    }

    /// The number of an event that this path knows, which is kept.
    @inline(never)
    private func newPoint(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ decoder: inout TracepointDecoder) -> UInt32? {
        guard end > start, let index = decoder.point(named: FastCursor(start).bytes(to: end)) else { return nil }
        switch table.points[index].shape {
        case .plain, .pageAlloc: break
        default: return nil
        }
        events.set(start, end, UInt32(index))
        return UInt32(index)
    }

    /// Reads fields up to the line's end.
    @inline(__always)
    private func fields(
        _ cursor: inout FastCursor, _ point: UnsafePointer<TracepointIndex.Point>, _ event: UnsafeMutablePointer<TraceEvent>,
        _ decoder: inout TracepointDecoder, _ table: inout NameTable
    ) -> Bool {
        var field = self.table.fields.baseAddress.unsafelyUnwrapped + point.pointee.first
        let end = field + point.pointee.count
        while cursor.takeSpaces() {
            if cursor.byte == 0x0a { break }
            // A field that this kernel does not print is passed over.
            while field < end, !field.pointee.key.stands(at: cursor) { field += 1 }
            guard field < end else { return false }
            cursor.at += field.pointee.key.length
            guard value(&cursor, field, event, &decoder, &table) else { return false }
            field += 1
        }
        guard cursor.take(0x0a) else { return false }
        return event.pointee.present & point.pointee.required == point.pointee.required
    }

    /// Whether the event needs no more than its fields.
    @inline(__always)
    private func isAllowed(_ event: UnsafeMutablePointer<TraceEvent>, _ shape: Tracepoint.Shape) -> Bool {
        if hasCalls, event.pointee.kind == .pageFault { return false }
        guard case .pageAlloc = shape else { return hasPlainTypes(event) }
        // A failed allocation has no frame.
        let frame = event.pointee.slots[Int(Self.pageAllocFrame)]
        return frame != 0 && frame != UInt64(UInt32.max) && !hasDirectFrees && hasPlainTypes(event)
    }

    /// Whether the event's migrate types are numbered as the model's, beyond doubt.
    @inline(__always)
    private func hasPlainTypes(_ event: UnsafeMutablePointer<TraceEvent>) -> Bool {
        guard let slot = event.pointee.kind.slot(of: .migratetype), event.pointee.present & 1 &<< slot != 0 else { return true }
        let type = event.pointee.slots[Int(slot)]
        if type == 0 { return event.pointee.kind != .pageAllocExtfrag }
        guard numbering == .since44, type < 4, event.pointee.kind != .pageAllocExtfrag else { return false }
        return MigratetypeNumbering(shownBy: event.pointee) != .before44
    }

    private static let pageAllocFrame = EventKind.pageAlloc.slot(of: .frame)!
}
