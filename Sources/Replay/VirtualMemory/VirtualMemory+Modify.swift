import TraceFormat

extension VirtualMemory {
    /// Changes the VMAs of [start, end) one by one with `change`, cutting them at the ends and joining what fits; stops at the
    /// first hole or error. A hole is `noMemory`, as for mprotect, mlock and madvise.
    mutating func modify(
        _ slot: ProcessSlot, _ start: UInt64, _ end: UInt64, log: inout TransitionLog,
        _ change: (inout VirtualMemory, inout Vma, inout TransitionLog) -> SystemCallError?
    ) -> SystemCallError? {
        var address = start
        while address < end {
            let space = processes[slot].space!
            guard let position = space.position(of: address) else { return .noMemory }
            let whole = space.vmas[position]
            let stop = min(end, whole.end)
            var part = whole.slice(address, stop)
            let cuts = (address > whole.start ? 1 : 0) + (stop < whole.end ? 1 : 0)
            if cuts > 0, space.vmas.count + cuts > Int(settings.maxMapCount) { return .noMemory }
            if let error = change(&self, &part, &log) { return error }
            var pieces: [Vma] = []
            if address > whole.start { pieces.append(whole.slice(whole.start, address)) }
            pieces.append(part)
            if stop < whole.end { pieces.append(whole.slice(stop, whole.end)) }
            replace(position..<(position + 1), with: pieces, in: slot, log: &log)
            address = stop
        }
        return nil
    }
}
