import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// MCL_CURRENT, MCL_FUTURE and MCL_ONFAULT of mlockall.
    static let lockCurrent: UInt32 = 1
    static let lockFuture: UInt32 = 2
    static let lockOnFault: UInt32 = 4

    /// mlock: locks the VMAs of the range and maps every page of it (mm/mlock.c of Linux 6.1).
    public mutating func mlock(
        _ process: ProcessID, _ address: UInt64, length: UInt64, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        let (start, size) = Self.pageRange(address, length)
        var error: SystemCallError? = start &+ size < start ? .invalid : nil
        if error == nil { error = lockLimit(slot, start, size) }
        if error == nil { error = setLocked(slot, start, start + size, .locked, log: &log) }
        var result = error.map { SystemCallResult.failure($0) } ?? .success()
        var end = start &+ size
        if error == nil, let stop = firstWithoutAccess(slot, start, end) {
            end = stop
            result = .failure(.noMemory)
        }
        _ = record(result, .mlock, process, address, length, fromLibrary: fromLibrary, log: &log)
        guard error == nil else { return result }
        return populated(result, process, start, end, cpu: cpu, memory: &memory, log: &log)
    }

    /// The limit on locked memory; what the range has locked already counts once since 4.9, twice before (`do_mlock`). A limit of 0 is no permission at all.
    private mutating func lockLimit(_ slot: AddressSpaceSlot, _ start: UInt64, _ size: UInt64) -> SystemCallError? {
        let space = processes[slot]
        if processes[slot.process].isRoot { return nil }
        if limits(slot).lockedMemory == 0 { return .notPermitted }
        let slices = space.slices(of: space.positions(start, start + size), inside: start, start + size)
        let known = limitRules.countsLockedOnce ? slices.reduce(0) { $0 + ($1.isLocked ? $1.pages : 0) } : 0
        if space.counters.locked + size >> pageShift - known <= limits(slot).lockedMemory >> pageShift { return nil }
        refusal = .lockLimit
        return .noMemory
    }

    /// Where populating for mlock ends with an error: at the first VMA without any permission (`__mm_populate`, mm/gup.c).
    private func firstWithoutAccess(_ slot: AddressSpaceSlot, _ start: UInt64, _ end: UInt64) -> UInt64? {
        let space = processes[slot]
        return space.positions(start, end).first { space.vmas[$0].protection == 0 }.map { max(start, space.vmas[$0].start) }
    }

    /// munlock. Pages stay mapped.
    public mutating func munlock(
        _ process: ProcessID, _ address: UInt64, length: UInt64, fromLibrary: Bool = false, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        let (start, size) = Self.pageRange(address, length)
        let error = start &+ size < start ? .invalid : setLocked(slot, start, start + size, [], log: &log)
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        return record(result, .munlock, process, address, length, fromLibrary: fromLibrary, log: &log)
    }

    /// mlockall: 1 (MCL_CURRENT) locks and populates what is mapped, 2 (MCL_FUTURE) what will be; with 4
    /// (MCL_ONFAULT, since Linux 4.4) pages come as they are touched.
    public mutating func mlockall(
        _ process: ProcessID, flags: UInt32, fromLibrary: Bool = false, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        let isCurrent = flags & Self.lockCurrent != 0
        var error: SystemCallError? = areLockFlags(flags) ? nil : .invalid
        let total = processes[slot].counters.total
        if error == nil, !processes[slot.process].isRoot, limits(slot).lockedMemory == 0 { error = .notPermitted }
        if error == nil, isCurrent, !processes[slot.process].isRoot, total > limits(slot).lockedMemory >> pageShift {
            refusal = .lockLimit
            error = .noMemory
        }
        if error == nil {
            let isOnFault = flags & Self.lockOnFault != 0
            processes[slot].futureLock = flags & Self.lockFuture == 0 ? [] : isOnFault ? [.locked, .lockOnFault] : .locked
            if isCurrent { setAllLocked(slot, isOnFault ? [.locked, .lockOnFault] : .locked, log: &log) }
        }
        let result = error.map { SystemCallResult.failure($0) } ?? .success()
        _ = record(result, .mlockall, process, UInt64(flags), 0, fromLibrary: fromLibrary, log: &log)
        guard error == nil, isCurrent else { return result }
        return populated(result, process, 0, bounds.end, cpu: cpu, memory: &memory, log: &log)
    }

    /// Whether mlockall takes the flags (mm/mlock.c): MCL_ONFAULT came with 4.4, and alone is no flag since 5.3.
    private func areLockFlags(_ flags: UInt32) -> Bool {
        let known: UInt32 = limitRules.hasLockOnFault ? 7 : 3
        return flags > 0 && flags & ~known == 0 && (flags & 3 > 0 || !limitRules.lockOnFaultNeedsMore)
    }

    public mutating func munlockall(
        _ process: ProcessID, fromLibrary: Bool = false, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        processes[slot].futureLock = []
        setAllLocked(slot, [], log: &log)
        return record(.success(), .munlockall, process, 0, 0, fromLibrary: fromLibrary, log: &log)
    }

    private mutating func setLocked(
        _ slot: AddressSpaceSlot, _ start: UInt64, _ end: UInt64, _ lock: VmaAttributes, log: inout TransitionLog
    ) -> SystemCallError? {
        modify(slot, start, end, log: &log) { vma in
            vma.attributes.subtract([.locked, .lockOnFault])
            vma.attributes.formUnion(lock)
        }
    }

    private mutating func setAllLocked(_ slot: AddressSpaceSlot, _ lock: VmaAttributes, log: inout TransitionLog) {
        var address: UInt64 = 0
        while true {
            let space = processes[slot]
            let position = space.position(after: address)
            guard position < space.vmas.count else { return }
            let (start, end) = (space.vmas[position].start, space.vmas[position].end)
            _ = setLocked(slot, start, end, lock, log: &log)
            address = end
        }
    }

    /// The whole pages that [address, address + length) touches: first address and size.
    static func pageRange(_ address: UInt64, _ length: UInt64) -> (start: UInt64, size: UInt64) {
        let start = address & ~(pageSize - 1)
        return (start, (length &+ (address - start) &+ (pageSize - 1)) & ~(pageSize - 1))
    }
}
