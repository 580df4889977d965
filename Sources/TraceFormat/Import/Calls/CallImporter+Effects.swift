// What system calls mean besides their fields.
extension CallImporter {
    /// Completes a system call's event; false where another event, or none, takes its place.
    mutating func shape(_ event: inout TraceEvent, _ effect: CallEffect, _ whole: WholeCall, _ names: inout NameTable) -> Bool {
        switch effect {
        case .mapping: return shapeMapping(&event)
        case .remapping: return shapeRemapping(&event)
        case .programBreak: return shapeBreak(&event, whole, &names)
        case .exec:
            emit(event, whole, &names)
            breaks[process(of: whole.caller)] = nil
            return false
        default: return true
        }
    }

    /// The mapping lies where the kernel put it: at its result, as with MAP_FIXED.
    private mutating func shapeMapping(_ event: inout TraceEvent) -> Bool {
        var flags = event.number(.flags) ?? 0
        if flags & 0x20000 != 0 { tasks.stacks += 1 }
        flags = flags & ~UInt64(MapFlags.fixedNoReplace.rawValue) | UInt64(MapFlags.fixed.rawValue)
        event.set(.flags, flags)
        event.set(.address, event.number(.result) ?? 0)
        if flags & UInt64(MapFlags.anonymous.rawValue) != 0, event.has(.name) { event.clear(.name) }
        return true
    }

    private func shapeRemapping(_ event: inout TraceEvent) -> Bool {
        guard let result = event.number(.result), result != event.number(.old) else {
            if event.has(.address) { event.clear(.address) }
            return true
        }
        event.set(.flags, (event.number(.flags) ?? 0) | 3)
        event.set(.address, result)
        return true
    }

    /// The first answer of a process tells where its heap begins. A refused request is told by its result, the old break.
    private mutating func shapeBreak(_ event: inout TraceEvent, _ whole: WholeCall, _ names: inout NameTable) -> Bool {
        if !event.has(.address) { event.set(.address, 0) }
        guard let result = event.number(.result), let asked = event.number(.address) else { return true }
        if asked != 0, asked != result {
            keep(table.format.oddities.failed ?? table.format.oddities.other, whole.text, whole.number, &names)
            return false
        }
        let process = process(of: whole.caller)
        if breaks.updateValue(result, forKey: process) == nil {
            event = TraceEvent(.recordedBreak, line: whole.number, source: source)
            event.set(.result, result)
        }
        return true
    }

    /// Calls that make or end tasks.
    mutating func apply(_ effect: CallEffect, _ whole: WholeCall, _ names: inout NameTable) {
        switch effect {
        case .child: makeChild(whole, &names)
        case .end: end(meet(whole.caller, whole.number, &names), whole.number)
        default: odd.count(table.format.oddities.other)
        }
    }

    /// Without flags (perf trace's clone3) a stack that was mapped tells of a thread.
    private mutating func makeChild(_ whole: WholeCall, _ names: inout NameTable) {
        let parent = meet(whole.caller, whole.number, &names)
        guard whole.call.hasResult, let child = CallDecoder.number(whole.text, whole.call.result), child > 0 else { return }
        let number = tasks.number(child)
        guard tasks.process(of: number) == nil else { return }
        let hasFlags = whole.text.firstRange(of: "flags") != nil || whole.text.firstRange(of: "fork(") != nil
        let isThread = hasFlags ? whole.text.firstRange(of: "THREAD") != nil : tasks.stacks > 0
        addChild(number, of: parent, isThread: isThread, whole.number)
    }
}
