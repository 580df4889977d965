import Heap
import Pages
import ReplayModel
import TraceFormat
import Virtual

/// The kernel as one process's C library sees it: system calls of the address-space model; touches are done when the
/// library's call is over, because the call itself cannot stop half-way.
extension Kernel: HeapKernel {
    public mutating func sbrk(_ delta: Int64, log: inout TransitionLog) -> UInt64? {
        let result = virtual.sbrk(caller, by: delta, fromLibrary: true, cpu: callerCPU, memory: &memory, log: &log)
        return queuePopulate(result) ? result.value : nil
    }

    public mutating func mmap(_ request: HeapMapping, log: inout TransitionLog) -> UInt64? {
        var flags: MapFlags = [.private, .anonymous]
        if request.isFixed { flags.insert(.fixed) }
        if request.isUnreserved { flags.insert(.noReserve) }
        let map = MapRequest(
            address: request.address ?? 0, length: request.length, protection: request.isProtected ? 0 : 3, flags: flags)
        let result = virtual.mmap(caller, map, fromLibrary: true, cpu: callerCPU, memory: &memory, log: &log)
        return queuePopulate(result) ? result.value : nil
    }

    public mutating func munmap(_ address: UInt64, length: UInt64, log: inout TransitionLog) {
        _ = virtual.munmap(caller, address, length: length, fromLibrary: true, cpu: callerCPU, memory: &memory, log: &log)
    }

    public mutating func mremap(_ address: UInt64, oldLength: UInt64, newLength: UInt64, log: inout TransitionLog) -> UInt64? {
        let request = RemapRequest(address: address, oldLength: oldLength, newLength: newLength)
        do throws(OutOfMemory) {
            let result = try virtual.mremap(
                caller, request, fromLibrary: true, cpu: callerCPU, memory: &memory, log: &log)
            return queuePopulate(result) ? result.value : nil
        } catch {
            log.count(.memoryMremapWithoutPageTable)
            return nil
        }
    }

    public mutating func unprotect(_ address: UInt64, length: UInt64, log: inout TransitionLog) -> Bool {
        virtual.mprotect(caller, address, length: length, protection: 3, fromLibrary: true, cpu: callerCPU, memory: &memory, log: &log)
            .isSuccess
    }

    public mutating func discard(_ address: UInt64, length: UInt64, log: inout TransitionLog) {
        _ = virtual.madvise(
            caller, address, length: length, advice: .dontNeed, fromLibrary: true, cpu: callerCPU, memory: &memory, log: &log)
    }

    public mutating func touch(_ address: UInt64, length: UInt64, log: inout TransitionLog) { note(address, length, .write) }

    public mutating func load(_ address: UInt64, length: UInt64, log: inout TransitionLog) { note(address, length, .read) }

    public var neverOvercommits: Bool { profile.vm.overcommitMemory == 2 }

    private mutating func note(_ address: UInt64, _ length: UInt64, _ access: AccessKind) {
        pending.add(
            QueuedTouch(
                process: caller, address: VirtualAddress(address), length: length, access: access, origin: .library,
                cpu: callerCPU))
    }

    /// Queues what a call has yet to populate; says whether it succeeded.
    mutating func queuePopulate(_ result: SystemCallResult) -> Bool {
        if let rest = result.pending {
            pending.add(
                QueuedTouch(
                    process: caller, address: rest.start, length: rest.end.rawValue - rest.start.rawValue, access: .write,
                    origin: .populate, cpu: callerCPU))
        }
        return result.isSuccess
    }
}
