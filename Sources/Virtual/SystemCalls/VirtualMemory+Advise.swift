import Pages
import ReplayModel
import TraceFormat

/// What a process tells of its use of a range (madvise); numbers as in asm-generic/mman-common.h. Advice that would change
/// what the model does not follow (MADV_REMOVE, MADV_DONTFORK, MADV_WIPEONFORK) is not here.
public enum MemoryAdvice: Int32, Sendable, CaseIterable {
    case normal = 0
    case random = 1
    case sequential = 2
    case willNeed = 3
    case dontNeed = 4
    case free = 8
    case mergeable = 12
    case unmergeable = 13
    case hugePage = 14
    case noHugePage = 15
    case dontDump = 16
    case doDump = 17
    case cold = 20
    case pageOut = 21
    case populateRead = 22
    case populateWrite = 23
    case dontNeedLocked = 24
}

extension VirtualMemory {
    /// madvise (mm/madvise.c of Linux 6.1). `dontNeed` gives the pages back at once. `free` (since 4.5) lets the kernel take them under
    /// pressure: they stay, clean, until they are written to or reclaim comes (`reclaimLazilyFree`). `populate…` faults the range in. Advice that
    /// stays with a VMA cuts VMAs and joins them; the rest changes nothing.
    public mutating func madvise(
        _ process: ProcessID, _ address: UInt64, length: UInt64, advice: MemoryAdvice, fromLibrary: Bool = false,
        cpu: UInt16 = 0, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        let slot = space(of: process)
        var error: SystemCallError? = address & (pageSize - 1) == 0 ? nil : .invalid
        if error == nil {
            if let size = Self.pageUp(length), address &+ size >= address, size > 0 || length == 0 {
                error = advise(slot, address, address + size, advice, cpu: cpu, memory: &memory, log: &log)
            } else {
                error = .invalid
            }
        }
        var result = error.map { SystemCallResult.failure($0) } ?? .success()
        if error == nil, advice == .populateRead || advice == .populateWrite, let size = Self.pageUp(length) {
            result = fill(slot, address, address + size, advice == .populateWrite ? .write : .read, cpu: cpu, memory: &memory, log: &log)
        }
        return record(result, .madvise, process, address, length, fromLibrary: fromLibrary, log: &log)
    }

    /// MADV_POPULATE_READ and _WRITE (`madvise_populate`, since Linux 5.14): in order of addresses, up to a hole (`noMemory`) or a VMA
    /// without the permission (`invalid`). When memory runs out, what is left is populated as VMAs allow.
    private mutating func fill(
        _ slot: AddressSpaceSlot, _ start: UInt64, _ end: UInt64, _ access: AccessKind, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        var address = start
        while address < end {
            guard let position = processes[slot].position(of: address) else { return .failure(.noMemory) }
            let vma = processes[slot].vmas[position]
            guard vma.allows(access) else { return .failure(.invalid) }
            let stop = min(end, vma.end)
            let failure = fault(
                slot, position, address >> pageShift...(stop - 1) >> pageShift, access, isPopulate: true, cpu: cpu, memory: &memory,
                log: &log)
            if let failure {
                var result = SystemCallResult.success()
                result.pending = PendingPopulate(
                    request: failure.request, start: VirtualPage(failure.page).address, end: VirtualAddress(end))
                return result
            }
            address = stop
        }
        return .success()
    }

    /// A hole makes the call fail with `noMemory` in the end, after the VMAs around it were served.
    private mutating func advise(
        _ slot: AddressSpaceSlot, _ start: UInt64, _ end: UInt64, _ advice: MemoryAdvice, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallError? {
        guard start < end, advice != .populateRead, advice != .populateWrite else { return nil }
        var hasHole = false
        var address = start
        let space = processes[slot]
        let slices = space.slices(of: space.positions(start, end), inside: start, end)
        for vma in slices {
            hasHole = hasHole || vma.start > address
            address = vma.end
            switch advice {
            case .dontNeed, .dontNeedLocked:
                if vma.isLocked && advice == .dontNeed { return .invalid }
                zap(slot, [vma], cpu: cpu, memory: &memory, log: &log)
            case .free where !limitRules.hasFree:
                refusal = .unknownToKernel
                return .invalid
            case .free:
                if vma.isLocked || !vma.isAnonymous { return .invalid }
                cutHuge(slot, at: vma.start, log: &log)
                cutHuge(slot, at: vma.end, log: &log)
                freeLazily(slot, vma, log: &log)
            default:
                guard let change = advice.attributes else { continue }
                let error = modify(slot, vma.start, vma.end, log: &log) { part in
                    part.attributes.subtract(change.removed)
                    part.attributes.formUnion(change.added)
                }
                if let error { return error }
            }
        }
        return hasHole || address < end ? .noMemory : nil
    }
}

extension MemoryAdvice {
    /// What advice leaves on a VMA; nil where it leaves nothing.
    fileprivate var attributes: (added: VmaAttributes, removed: VmaAttributes)? {
        switch self {
        case .normal: ([], [.random, .sequential])
        case .random: (.random, .sequential)
        case .sequential: (.sequential, .random)
        case .hugePage: (.hugePage, .noHugePage)
        case .noHugePage: (.noHugePage, .hugePage)
        case .dontDump: (.dontDump, [])
        case .doDump: ([], .dontDump)
        default: nil
        }
    }
}
