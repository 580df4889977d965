import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// Changes the VMAs of [start, end) one by one with `change`, cutting them at the ends; the part that changed may join its
    /// neighbours, and where nothing changes nothing is cut or joined (`mprotect_fixup`, `mlock_fixup`, `madvise_update_vma`). Stops at
    /// the first hole or error. A hole is `noMemory`, as for mprotect, mlock and madvise.
    ///
    /// `describe` turns the part of a VMA into what it is to be; `apply` then does what comes with it, and `after` what follows once the
    /// part is in its place.
    mutating func modify(
        _ slot: AddressSpaceSlot, _ start: UInt64, _ end: UInt64, log: inout TransitionLog, describe: (inout Vma) -> Void,
        apply: (inout VirtualMemory, _ old: Vma, _ new: inout Vma, inout TransitionLog) -> SystemCallError? = { _, _, _, _ in nil },
        after: (inout VirtualMemory, _ old: Vma, inout TransitionLog) -> Void = { _, _, _ in }
    ) -> SystemCallError? {
        var address = start
        while address < end {
            let space = processes[slot]
            guard let position = space.position(of: address) else { return .noMemory }
            let whole = space.vmas[position]
            let stop = min(end, whole.end)
            let old = whole.slice(address, stop)
            var part = old
            describe(&part)
            guard part != old else {
                address = stop
                continue
            }
            let cuts = (address > whole.start ? 1 : 0) + (stop < whole.end ? 1 : 0)
            if cuts > 0, space.vmas.count + cuts > Int(settings.maxMapCount) { return .noMemory }
            if let error = apply(&self, old, &part, &log) { return error }
            var pieces: [Vma] = []
            if address > whole.start { pieces.append(whole.slice(whole.start, address)) }
            pieces.append(part)
            if stop < whole.end { pieces.append(whole.slice(stop, whole.end)) }
            var sides: JoinSides = address == whole.start ? .below : []
            if stop == whole.end { sides.insert(.above) }
            replace(position..<(position + 1), with: pieces, joining: sides, in: slot, log: &log)
            after(&self, old, &log)
            address = stop
        }
        return nil
    }
}
