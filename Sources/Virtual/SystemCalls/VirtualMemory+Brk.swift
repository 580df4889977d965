import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// brk: moves the program break to `address`, or tells where it is when `address` is below the heap (0). The value is the
    /// break afterwards; a failure leaves it and has the error `noMemory`, which the C library makes of it.
    public mutating func brk(
        _ process: ProcessID, to address: UInt64, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        let old = processes[slot].programBreak
        let error = moveBreak(slot, to: address, cpu: cpu, memory: &memory, log: &log)
        let now = processes[slot].programBreak
        let result = error.map { SystemCallResult.failure($0, value: now) } ?? .success(now)
        _ = record(result, .brk, process, address, 0, fromLibrary: fromLibrary, log: &log)
        guard error == nil, now > old, processes[slot].locksFuture else { return result }
        let start = old & ~(pageSize - 1)
        return populated(result, process, start, now, cpu: cpu, memory: &memory, log: &log)
    }

    /// sbrk, the C library's form: moves the break by `increment`. The value is the break before.
    public mutating func sbrk(
        _ process: ProcessID, by increment: Int64, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let old = programBreak(process)
        guard increment != 0 else { return .success(old) }
        let target = old &+ UInt64(bitPattern: increment)
        guard (increment > 0) == (target > old) else { return .failure(.noMemory, value: old) }
        var result = brk(process, to: target, fromLibrary: fromLibrary, cpu: cpu, memory: &memory, log: &log)
        if result.error == nil && result.value != target { result.error = .noMemory }
        result.value = old
        return result
    }

    /// The program break of a process.
    public func programBreak(_ process: ProcessID) -> UInt64 { processes[space(of: process)].programBreak }

    /// `brk` and `do_brk_flags` of mm/mmap.c, Linux 6.1.
    private mutating func moveBreak(
        _ slot: AddressSpaceSlot, to address: UInt64, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) -> SystemCallError? {
        let space = processes[slot]
        guard address >= space.startBreak else { return address == 0 ? nil : .noMemory }
        if address - space.startBreak > limits(slot).data - min(limits(slot).data, space.dataSegment) {
            refusal = .dataLimit
            return .noMemory
        }
        guard let new = Self.pageUp(address), let old = Self.pageUp(space.programBreak), new <= bounds.end else {
            return .noMemory
        }
        if new < old {
            let range = space.positions(new, old)
            guard maySplit(slot, range, new, old) else { return .noMemory }
            unmap(slot, new, old, cpu: cpu, memory: &memory, log: &log)
        } else if new > old {
            if let error = growHeap(slot, old, new, memory: memory, log: &log) { return error }
        }
        processes[slot].programBreak = address
        return nil
    }

    private mutating func growHeap(
        _ slot: AddressSpaceSlot, _ old: UInt64, _ new: UInt64, memory: borrowing some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallError? {
        let space = processes[slot]
        let pages = (new - old) >> pageShift
        guard space.isFree(old, new + pageSize - old) else { return .noMemory }
        // The kernel's EAGAIN reaches nobody: brk returns the old break, and the C library makes ENOMEM of it.
        guard !space.locksFuture || mayLock(slot, pages) else { return .noMemory }
        guard mayExpand(slot, by: pages, asData: true) else { return .noMemory }
        guard space.vmas.count <= Int(settings.maxMapCount), charge(pages, slot, memory: memory) else { return .noMemory }
        var vma = Vma(start: old, end: new, pageOffset: old >> pageShift, protection: 3, kind: .heap, attributes: .accounted)
        vma.attributes.formUnion(space.futureLock)
        let position = space.position(after: old)
        replace(position..<position, with: [vma], joining: .both, in: slot, log: &log)
        return nil
    }
}

extension AddressSpace {
    /// Bytes of the program's data, which RLIMIT_DATA counts with the heap (check_data_rlimit, include/linux/mm.h).
    fileprivate var dataSegment: UInt64 { vmas.reduce(0) { $0 + ($1.kind == .data ? $1.end - $1.start : 0) } }
}

extension VirtualMemory {
    /// Puts a heap that is still empty elsewhere, as randomisation does at exec (`arch_randomize_brk`): `address` is the
    /// program break from here on. Returns false, and does nothing, when the heap is in use or the address is not free.
    public mutating func placeBreak(_ process: ProcessID, at address: UInt64) -> Bool {
        let slot = space(of: process)
        let space = processes[slot]
        guard space.startBreak == space.programBreak, address >= bounds.lowest, address < bounds.end else { return false }
        if let next = space.vmas.first(where: { $0.end > address }), next.start <= address { return false }
        processes[slot].startBreak = address
        processes[slot].programBreak = address
        return true
    }

    /// Whether a VMA of the process holds the address. Precondition: the process has an address space.
    public func isMapped(_ process: ProcessID, _ address: VirtualAddress) -> Bool {
        processes[space(of: process)].position(of: address.rawValue) != nil
    }

    /// Whether the VMA that holds the address is of a file. Precondition: the process has an address space.
    package func isFileMapping(_ process: ProcessID, _ address: VirtualAddress) -> Bool {
        let space = processes[space(of: process)]
        return space.position(of: address.rawValue).map { !space.vmas[$0].isAnonymous } ?? false
    }
}
