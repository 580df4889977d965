import Pages
import ReplayModel
import TraceFormat

extension VirtualMemory: KernelMapper {
    public mutating func mapKernel(
        _ page: VirtualPage, count: UInt64, protection: UInt8, frames: (UInt64) -> UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        try tables.mapKernel(page, count: count, protection: protection, frames: frames, memory: &memory, log: &log)
    }

    public mutating func unmapKernel(_ page: VirtualPage, count: UInt64, log: inout TransitionLog) {
        tables.unmapKernel(page, count: count, log: &log)
    }

    public func kernelFrame(of page: VirtualPage) -> UInt64? { tables.kernelFrame(of: page) }
}

extension VirtualMemory {
    /// Walks the page tables for an address as the MMU does. Addresses of the linear map and of the vmalloc range are the
    /// kernel's, whichever process asks.
    public func translate(_ process: ProcessID, _ address: VirtualAddress) -> Translation {
        if let physical = linearPhysical(address) {
            return Translation(address: address, outcome: .linear, physical: physical, isWritable: true)
        }
        if isVmallocRange(address) { return tables.translate(tables.kernelRoot, address) }
        guard address.rawValue < bounds.end, let slot = processes.liveSpace(of: process) else {
            return Translation(address: address, outcome: .noAddressSpace)
        }
        return tables.translate(processes[slot].root, address)
    }

    /// What a kernel address is, and its physical address: `linear`, `vmalloc` (mapped there by vmalloc or by ioremap: the
    /// area tells which) or `unmapped`. User addresses are `unmapped`: they have no kernel mapping.
    public func classify(_ address: VirtualAddress) -> (kind: AddressKind, physical: UInt64?) {
        if let physical = linearPhysical(address) { return (.linear, physical) }
        guard isVmallocRange(address), let frame = tables.kernelFrame(of: address.page) else { return (.unmapped, nil) }
        return (.vmalloc, frame << pageShift | address.rawValue & (pageSize - 1))
    }

    /// Whether an address lies above user space. Accesses to it are the kernel's (`classify`), not faults of a process.
    public func isKernelAddress(_ address: VirtualAddress) -> Bool { address.rawValue >= architecture.userEnd }

    private func linearPhysical(_ address: VirtualAddress) -> UInt64? {
        guard address.rawValue >= architecture.linearBase, address.rawValue < linearEnd else { return nil }
        return address.rawValue &- architecture.linearDistance
    }

    private func isVmallocRange(_ address: VirtualAddress) -> Bool {
        address.rawValue >= architecture.vmallocStart && address.rawValue < architecture.vmallocEnd
    }
}
