import Pages
import ReplayModel
import TraceFormat
import Virtual

// Reads and writes of memory, user and kernel, and recorded page faults.
extension Machine {
    mutating func access(_ event: TraceEvent, _ kind: AccessKind) throws(OutOfMemory) {
        guard let pointer = event.pointer(.ptr) else { return }
        let offset = event.number(.offset) ?? 0
        let length = event.number(.length) ?? 1
        if current != .kernel, let base = pointers.user(pointer, in: current) {
            return try accessUser(VirtualAddress(base &+ offset), length, kind)
        }
        if let reference = pointers[kernel: pointer] {
            return accessKernel(VirtualAddress(reference.address.rawValue &+ offset), length, kind, event)
        }
        if current != .kernel, let base = pointers.staleUser(pointer, in: current) {
            noteUseAfterFree(event, at: base &+ offset, owner(ofUser: base &+ offset))
            return try accessUser(VirtualAddress(base &+ offset), length, kind)
        }
        if let reference = stale(pointer) { return accessStale(reference, offset, length, kind, event) }
        if pointer.isLabel {
            return odd(.traceUnknownPointer, event, text: NameID(UInt32(truncatingIfNeeded: pointer.value)))
        }
        let address = VirtualAddress(pointer.value &+ offset)
        if address.rawValue >= kernel.profile.architecture.userEnd || current == .kernel {
            return accessKernel(address, length, kind, event)
        }
        try accessUser(address, length, kind)
    }

    /// Through a kernel label that was given back, or whose allocation failed.
    private mutating func accessStale(
        _ reference: KernelReference, _ offset: UInt64, _ length: UInt64, _ kind: AccessKind, _ event: TraceEvent
    ) {
        let address = VirtualAddress(reference.address.rawValue &+ offset)
        if reference.kind == .null {
            let length = max(length, 1)
            log.append(AccessRow(process: current, address: address, length: length, access: kind, kind: .unmapped))
            return odd(.accessNullPointer, event, value: address.rawValue)
        }
        noteUseAfterFree(event, at: address.rawValue, owner(ofKernel: address))
        accessKernel(address, length, kind, event)
    }

    private mutating func accessUser(_ address: VirtualAddress, _ length: UInt64, _ kind: AccessKind) throws(OutOfMemory) {
        try prepareSpace()
        kernel.pending.add(
            QueuedTouch(process: current, address: address, length: length, access: kind, origin: .program, cpu: cpu))
    }

    /// Kernel addresses: translated and stored, page by page, pages that lie side by side in physical memory in one row; no fault, no
    /// frame. The access ends at the first page that is not mapped: the kernel would oops there.
    private mutating func accessKernel(_ address: VirtualAddress, _ length: UInt64, _ kind: AccessKind, _ event: TraceEvent) {
        let (sum, overflow) = address.rawValue.addingReportingOverflow(max(length, 1))
        let end = overflow ? UInt64.max : sum
        var start = address.rawValue
        var row: AccessRow?
        while start < end {
            let rest = min(pageSize - start & (pageSize - 1), end - start)
            let (place, physical) = place(of: VirtualAddress(start))
            guard let physical else {
                if let row { log.append(row) }
                let lost = AccessRow(process: current, address: VirtualAddress(start), length: end - start, access: kind, kind: .unmapped)
                log.append(lost)
                return odd(.accessUnmappedKernelAddress, event, value: start)
            }
            if let known = row, known.kind == place, known.physical! + known.length == physical {
                row!.length += rest
            } else {
                if let row { log.append(row) }
                row = AccessRow(
                    process: current, address: VirtualAddress(start), length: rest, access: kind, kind: place, physical: physical)
            }
            start += rest
        }
        if let row { log.append(row) }
    }

    /// Where a kernel address lies, and its physical address; nil where nothing is mapped.
    private mutating func place(of address: VirtualAddress) -> (kind: AddressKind, physical: UInt64?) {
        let (kind, physical) = kernel.virtual.classify(address)
        guard kind == .vmalloc, kernel.vmalloc.area(holding: address)?.kind == .ioremap else { return (kind, physical) }
        return (.ioremap, physical)
    }

    /// A recorded fault is an access of that kind. The mapping that it hit may have been made before recording began:
    /// then it is made now, and counted.
    mutating func recordedFault(_ event: TraceEvent) throws(OutOfMemory) {
        guard let address = event.number(.address), let error = event.number(.error) else { return }
        guard address < kernel.profile.architecture.userEnd, current != .kernel else {
            return odd(.recordingFaultOutsideUserSpace, event, value: address)
        }
        try prepareSpace()
        let page = address & ~(pageSize - 1)
        let isRead = error & 2 == 0
        if isRead, kernel.virtual.isMapped(current, VirtualAddress(page)), kernel.virtual.isFileMapping(current, VirtualAddress(page)) {
            // The page stands in the page cache, whose pages the recording names one by one.
            return log.count(.recordingFaultOnFilePage)
        }
        if !kernel.virtual.isMapped(current, VirtualAddress(page)) {
            let request = MapRequest(address: page, length: pageSize, protection: 7, flags: [.private, .anonymous, .fixed])
            let result = kernel.virtual.mmap(current, request, cpu: cpu, memory: &kernel.memory, log: &log)
            log.count(.recordingMappingMadeForFault)
            guard kernel.queuePopulate(result) else { return odd(.recordingFaultWithoutMapping, event, value: address) }
        }
        let kind: AccessKind = error & 2 != 0 ? .write : error & 16 != 0 ? .execute : .read
        guard permit(kind, page) else { return odd(.recordingFaultWithoutMapping, event, value: address) }
        kernel.pending.add(
            QueuedTouch(
                process: current, address: VirtualAddress(address), length: 1, access: kind, origin: .program, cpu: cpu))
    }

    /// The kernel served the fault, so the page allows the access: recordings have no mprotect, with which a thread's stack begins.
    private mutating func permit(_ kind: AccessKind, _ page: UInt64) -> Bool {
        guard !kernel.virtual.allows(kind, current, VirtualAddress(page)) else { return true }
        log.count(.recordingPermissionMadeForFault)
        return kernel.virtual.permit(kind, current, page: page, cpu: cpu, memory: &kernel.memory, log: &log)
    }
}
