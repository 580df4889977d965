import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory {
    /// Maps every page of [start, end) ahead of use (`__mm_populate`, mm/gup.c of Linux 6.1): private writable VMAs as if
    /// written, others as if read; holes, VMAs without permission
    /// and those locked on fault are passed over. Nil when all is done; else what is left,
    /// to be run again after reclaim.
    public mutating func populate(
        _ process: ProcessID, from start: VirtualAddress, to end: VirtualAddress, cpu: UInt16 = 0,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> PendingPopulate? {
        guard start < end else { return nil }
        let slot = space(of: process)
        for position in processes[slot].positions(start.rawValue, end.rawValue) {
            let vma = processes[slot].vmas[position]
            guard vma.protection != 0, !vma.attributes.contains(.lockOnFault) else { continue }
            let first = max(start.rawValue, vma.start) >> pageShift
            let last = (min(end.rawValue, vma.end) - 1) >> pageShift
            let access: AccessKind = vma.allows(.write) && !vma.isShared ? .write : .read
            let failure = fault(
                slot, position, first...last, access, isPopulate: true, cpu: cpu, memory: &memory, log: &log)
            if let failure {
                return PendingPopulate(request: failure.request, start: VirtualPage(failure.page).address, end: end)
            }
        }
        return nil
    }

    /// A call's result with [start, end) populated, or with what is left of that.
    mutating func populated(
        _ result: SystemCallResult, _ process: ProcessID, _ start: UInt64, _ end: UInt64, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> SystemCallResult {
        var result = result
        result.pending = populate(
            process, from: VirtualAddress(start), to: VirtualAddress(end), cpu: cpu, memory: &memory, log: &log)
        return result
    }
}
