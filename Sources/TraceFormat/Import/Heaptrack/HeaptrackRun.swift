/// A run of allocations and frees on the fast path, with one blank between words. Every other line is left to `HeaptrackImporter.take`.
struct HeaptrackRun {
    let source: UInt16
    let slots: (size: UInt8, ptr: UInt8, caller: UInt8, freed: UInt8)
    /// The callers of `HeaptrackStacks` by node.
    let callers: UnsafeBufferPointer<UInt32>
    var now: UInt64
    var line: UInt32
    var newest: UInt64
    var temporaries: UInt64 = 0

    init(_ importer: HeaptrackImporter, _ callers: UnsafeBufferPointer<UInt32>, line: UInt32) {
        source = importer.source
        slots = (
            EventKind.malloc.slot(of: .size)!, EventKind.malloc.slot(of: .ptr)!, EventKind.malloc.slot(of: .caller)!,
            EventKind.free.slot(of: .ptr)!
        )
        self.callers = callers
        self.line = line
        now = importer.now
        newest = importer.newest
    }

    /// Reads one line of a file with pointers; false where it is not one for this path.
    @inline(__always)
    mutating func pointerEvent(_ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>) -> Bool {
        let isFree = cursor.byte == Ascii.minus
        guard isFree || cursor.byte == Ascii.plus, cursor.byte(1) == Ascii.space else { return false }
        cursor.at += 2
        guard let first = cursor.hexadecimal() else { return false }
        if isFree {
            guard cursor.take(0x0a) else { return false }
            free(event, pointer: first, named: 0, mark: first)
            return true
        }
        guard cursor.take(Ascii.space), let trace = cursor.hexadecimal(), cursor.take(Ascii.space), let pointer = cursor.hexadecimal(),
            cursor.take(0x0a), let caller = caller(trace)
        else { return false }
        malloc(event, size: first, pointer: pointer, named: 0, caller: caller)
        newest = pointer
        return true
    }

    /// Reads one line of a file without pointers.
    @inline(__always)
    mutating func classEvent(
        _ cursor: inout FastCursor, _ event: UnsafeMutablePointer<TraceEvent>, _ blocks: inout HeaptrackBlocks, _ names: inout NameTable
    ) -> Bool {
        let isFree = cursor.byte == Ascii.minus
        guard isFree || cursor.byte == Ascii.plus, cursor.byte(1) == Ascii.space else { return false }
        cursor.at += 2
        guard let index = cursor.hexadecimal(), cursor.take(0x0a), index < UInt64(blocks.classCount) else { return false }
        if isFree {
            guard let label = blocks.free(index) else { return false }
            free(event, pointer: UInt64(label.rawValue), named: 1 << slots.freed, mark: index)
            return true
        }
        guard let caller = caller(UInt64(blocks.classes[Int(index)].trace)), let block = blocks.allocate(index, &names) else {
            return false
        }
        malloc(event, size: block.size, pointer: UInt64(block.label.rawValue), named: 1 << slots.ptr, caller: caller)
        newest = index
        return true
    }

    /// The caller's name at a node, 0 where there is none; nil where nobody has asked for it yet.
    @inline(__always)
    private func caller(_ trace: UInt64) -> UInt32? {
        guard trace > 0, trace <= UInt64(callers.count) else { return 0 }
        let caller = callers[Int(trace) - 1]
        return caller == HeaptrackStacks.unasked ? nil : caller
    }

    @inline(__always)
    private mutating func malloc(_ event: UnsafeMutablePointer<TraceEvent>, size: UInt64, pointer: UInt64, named: UInt8, caller: UInt32) {
        begin(event, .malloc)
        event.pointee.slots[Int(slots.size)] = size
        event.pointee.slots[Int(slots.ptr)] = pointer
        event.pointee.present = 1 << slots.size | 1 << slots.ptr
        event.pointee.named = named
        guard caller != 0 else { return }
        event.pointee.slots[Int(slots.caller)] = UInt64(caller)
        event.pointee.present |= 1 << slots.caller
        event.pointee.named |= 1 << slots.caller
    }

    @inline(__always)
    private mutating func free(_ event: UnsafeMutablePointer<TraceEvent>, pointer: UInt64, named: UInt8, mark: UInt64) {
        begin(event, .free)
        event.pointee.slots[Int(slots.freed)] = pointer
        event.pointee.present = 1 << slots.freed
        event.pointee.named = named
        if mark == newest { temporaries &+= 1 }
        newest = 0
    }

    @inline(__always)
    private mutating func begin(_ event: UnsafeMutablePointer<TraceEvent>, _ kind: EventKind) {
        now &+= GlibcLogImporter.callTime
        event.initialize(to: TraceEvent(kind, time: now, task: GlibcLogImporter.task, line: line, source: source))
        line &+= 1
    }
}

extension HeaptrackImporter {
    mutating func takeOnFastPath(
        _ text: UnsafeRawBufferPointer, number: UInt32, into room: UnsafeMutableBufferPointer<TraceEvent>, names: inout NameTable
    ) -> FastPathResult {
        // The first call names the process.
        guard hasTask, file.form != .unknown, !room.isEmpty else { return FastPathResult() }
        let (known, form) = (stacks.callers, file.form)
        let (run, result) = known.withUnsafeBufferPointer { callers in
            var run = HeaptrackRun(self, callers, line: number &+ 1)
            let result = Self.take(text, &run, form, &blocks, into: room, &names)
            return (run, result)
        }
        now = run.now
        newest = run.newest
        validLines += UInt64(result.lines)
        odd.count(.heaptrackTemporaryAllocation, run.temporaries)
        return result
    }

    private static func take(
        _ text: UnsafeRawBufferPointer, _ run: inout HeaptrackRun, _ form: HeaptrackFile.Form, _ blocks: inout HeaptrackBlocks,
        into room: UnsafeMutableBufferPointer<TraceEvent>, _ names: inout NameTable
    ) -> FastPathResult {
        var result = FastPathResult()
        guard let base = text.baseAddress, var event = room.baseAddress else { return result }
        var cursor = FastCursor(base)
        var start = base
        while cursor.at < base + text.count, result.lines < room.count {
            guard form == .pointers ? run.pointerEvent(&cursor, event) : run.classEvent(&cursor, event, &blocks, &names) else { break }
            start = cursor.at
            event += 1
            result.lines &+= 1
        }
        result.bytes = start - base
        return result
    }
}
