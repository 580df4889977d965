import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// The CPU reads, writes or executes `length` bytes from `start`: page by page, each with the fault it needs.
    ///
    /// Takes a few nanoseconds for a page that is mapped already. When no frame is to be had, everything before that page is
    /// done and stays done; page tables made for it stay too, as in Linux. `recorded` is the frame that a recording names for
    /// the first page that takes one.
    @specialized(where Source == PhysicalMemory)
    public mutating func touch<Source: PageSource & ~Copyable>(
        _ process: ProcessID, start: VirtualAddress, length: UInt64, access: AccessKind, cpu: UInt16 = 0,
        recorded: FrameNumber? = nil, memory: inout Source, log: inout TransitionLog
    ) -> TouchOutcome {
        guard length > 0 else { return .done }
        let slot = space(of: process)
        var recorded = recorded
        var address = start.rawValue
        let (sum, overflow) = address.addingReportingOverflow(length - 1)
        let last = overflow ? UInt64.max : sum
        while true {
            guard let position = positionForTouch(slot, address, access, memory: memory, log: &log) else {
                return segmentationFault(slot, address, access, log: &log)
            }
            let end = processes[slot].vmas[position].end
            let stop = min(last, end - 1)
            let failure = fault(
                slot, position, address >> pageShift...stop >> pageShift, access, isPopulate: false, cpu: cpu,
                recorded: recorded, memory: &memory, log: &log)
            recorded = nil
            if let failure {
                return .outOfMemory(failure.request, resumeAt: VirtualAddress(max(address, failure.page << pageShift)))
            }
            if stop == last { return .done }
            address = stop + 1
        }
    }

    /// The VMA that serves an access at `address`; the stack grows down to it.
    private mutating func positionForTouch(
        _ slot: AddressSpaceSlot, _ address: UInt64, _ access: AccessKind, memory: borrowing some PageSource & ~Copyable,
        log: inout TransitionLog
    ) -> Int? {
        let position = processes[slot].position(after: address)
        guard position < processes[slot].vmas.count else { return nil }
        let vma = processes[slot].vmas[position]
        guard vma.allows(access) else { return nil }
        if vma.start <= address { return position }
        guard vma.attributes.contains(.growsDown) else { return nil }
        return growStack(slot, position, to: address & ~(pageSize - 1), memory: memory, log: &log) ? position : nil
    }

    private mutating func segmentationFault(
        _ slot: AddressSpaceSlot, _ address: UInt64, _ access: AccessKind, log: inout TransitionLog
    ) -> TouchOutcome {
        let space = processes[slot]
        let entry = tables.entry(space.root, address)
        log.append(
            FaultRow(
                process: space.process, address: VirtualAddress(address), access: access,
                cause: entry.isPresent ? .protection : .notPresent, outcome: .segmentationFault,
                oldFrame: entry.isPresent ? entry.frame : nil, newFrame: nil, zone: nil, protection: 0))
        return .segmentationFault(VirtualAddress(address))
    }

    /// Grows a stack VMA down to `address` (`expand_downwards`, `acct_stack_growth`, mm/mmap.c of Linux 6.1): within
    /// RLIMIT_STACK, and a guard gap (`LimitRules.guardGap`) away from the mapping below.
    private mutating func growStack(
        _ slot: AddressSpaceSlot, _ position: Int, to address: UInt64, memory: borrowing some PageSource & ~Copyable,
        log: inout TransitionLog
    ) -> Bool {
        let space = processes[slot]
        var vma = space.vmas[position]
        let pages = (vma.start - address) >> pageShift
        guard vma.end - address <= limits(slot).stack, address >= bounds.lowest else { return false }
        if position > 0, space.vmas[position - 1].protection != 0, !space.vmas[position - 1].attributes.contains(.growsDown) {
            guard address >= space.vmas[position - 1].end + space.guardGap else { return false }
        }
        guard mayExpand(slot, by: pages, asData: false) else { return false }
        if vma.isLocked, !mayLock(slot, pages) { return false }
        guard charge(pages, slot, memory: memory) else { return false }
        vma.start = address
        vma.pageOffset -= pages
        replace(position..<(position + 1), with: [vma], in: slot, log: &log)
        return true
    }
}
