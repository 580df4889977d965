// Allocations and frees, read line by line; see `HeaptrackRun` for the fast way.
extension HeaptrackImporter {
    /// `+ SIZE TRACE POINTER` or `+ CLASS`; false where it has another shape.
    mutating func allocate(_ words: inout HexWords, _ number: UInt32, _ names: inout NameTable) -> Bool {
        guard let first = words.next() else { return false }
        guard !words.isAtEnd else { return allocate(ofClass: first, number, &names) }
        guard let trace = words.next(), let pointer = words.next(), words.isAtEnd, file.form != .classes else { return false }
        file.form = .pointers
        var event = malloc(number, size: first, trace: trace, &names)
        event.set(.ptr, pointer)
        newest = pointer
        queue.append(event)
        return true
    }

    private mutating func allocate(ofClass index: UInt64, _ number: UInt32, _ names: inout NameTable) -> Bool {
        guard file.form == .classes, let block = blocks.allocate(index, &names) else { return false }
        var event = malloc(number, size: block.size, trace: UInt64(block.trace), &names)
        event.set(.ptr, block.label)
        newest = index
        queue.append(event)
        return true
    }

    private mutating func malloc(_ number: UInt32, size: UInt64, trace: UInt64, _ names: inout NameTable) -> TraceEvent {
        beginTask(number, &names)
        now += GlibcLogImporter.callTime
        var event = TraceEvent(.malloc, time: now, task: GlibcLogImporter.task, line: number, source: source)
        event.set(.size, size)
        let caller = stacks.caller(of: trace, &names)
        if caller != NameID(0) { event.set(.caller, caller) }
        return event
    }

    /// `- POINTER` or `- CLASS`; false where it has another shape.
    mutating func free(_ words: inout HexWords, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) -> Bool {
        guard let operand = words.next(), words.isAtEnd else { return false }
        guard file.form == .classes else { return free(PointerKey(value: operand, isLabel: false), newestIs: operand, number, &names) }
        guard operand < UInt64(blocks.classCount) else { return false }
        guard let label = blocks.free(operand) else {
            newest = 0
            keep(.heaptrackUnknownFree, line, number, &names)
            return true
        }
        return free(PointerKey(value: UInt64(label.rawValue), isLabel: true), newestIs: operand, number, &names)
    }

    private mutating func free(_ pointer: PointerKey, newestIs mark: UInt64, _ number: UInt32, _ names: inout NameTable) -> Bool {
        beginTask(number, &names)
        if mark == newest { odd.count(.heaptrackTemporaryAllocation) }
        newest = 0
        now += GlibcLogImporter.callTime
        var event = TraceEvent(.free, time: now, task: GlibcLogImporter.task, line: number, source: source)
        event.set(.ptr, pointer)
        queue.append(event)
        return true
    }
}
