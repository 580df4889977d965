import TraceFormat

// Reads and writes of memory, user and kernel, and recorded page faults.
extension Machine {
    mutating func applyAccess(_ event: TraceEvent) throws(OutOfMemory) {
        switch event.kind {
        case .write: try access(event, .write)
        case .read: try access(event, .read)
        case .pageFault: try recordedFault(event)
        default: break  // rss_stat confirms what the faults did; it changes nothing.
        }
    }

    private mutating func access(_ event: TraceEvent, _ kind: AccessKind) throws(OutOfMemory) {
        guard let pointer = event.pointer(.ptr) else { return }
        let offset = event.number(.offset) ?? 0
        let length = event.number(.length) ?? 1
        if current != .kernel, let base = pointers.user(pointer, in: current) {
            return try accessUser(VirtualAddress(base &+ offset), length, kind)
        }
        if let reference = pointers[kernel: pointer] {
            return accessKernel(VirtualAddress(reference.address.rawValue &+ offset), length, kind, event)
        }
        if pointer.isLabel {
            return odd("trace.unknown_pointer", event, text: NameID(UInt32(truncatingIfNeeded: pointer.value)))
        }
        let address = VirtualAddress(pointer.value &+ offset)
        if address.rawValue >= kernel.profile.architecture.userEnd || current == .kernel {
            return accessKernel(address, length, kind, event)
        }
        try accessUser(address, length, kind)
    }

    private mutating func accessUser(_ address: VirtualAddress, _ length: UInt64, _ kind: AccessKind) throws(OutOfMemory) {
        try prepareSpace()
        kernel.pending.add(
            QueuedTouch(process: current, address: address, length: length, access: kind, origin: .program, cpu: cpu))
    }

    /// A kernel address: translated and stored; no fault, no frame.
    private mutating func accessKernel(_ address: VirtualAddress, _ length: UInt64, _ kind: AccessKind, _ event: TraceEvent) {
        var place: AddressKind
        let physical: UInt64?
        (place, physical) = kernel.virtual.classify(address)
        if place == .vmalloc, kernel.vmalloc.area(holding: address)?.kind == .ioremap { place = .ioremap }
        log.append(
            AccessRow(process: current, address: address, length: length, access: kind, kind: place, physical: physical))
        if place == .unmapped { odd("access.unmapped_kernel_address", event, value: address.rawValue) }
    }

    /// A recorded fault is an access of that kind. The mapping that it hit may have been made before recording began:
    /// then it is made now, and counted.
    private mutating func recordedFault(_ event: TraceEvent) throws(OutOfMemory) {
        guard let address = event.number(.address), let error = event.number(.error) else { return }
        guard address < kernel.profile.architecture.userEnd, current != .kernel else {
            return odd("recording.fault_outside_user_space", event, value: address)
        }
        try prepareSpace()
        let page = address & ~(pageSize - 1)
        let isRead = error & 2 == 0
        if isRead, kernel.virtual.isMapped(current, VirtualAddress(page)), kernel.virtual.isFileMapping(current, VirtualAddress(page)) {
            // The page stands in the page cache, whose pages the recording names one by one.
            return log.count("recording.fault_on_file_page")
        }
        if !kernel.virtual.isMapped(current, VirtualAddress(page)) {
            let request = MapRequest(address: page, length: pageSize, protection: 7, flags: [.private, .anonymous, .fixed])
            let result = kernel.virtual.mmap(current, request, cpu: cpu, memory: &kernel.memory, log: &log)
            log.count("recording.mapping_made_for_fault")
            guard kernel.settle(result) else { return odd("recording.fault_without_mapping", event, value: address) }
        }
        let kind: AccessKind = error & 2 != 0 ? .write : error & 16 != 0 ? .execute : .read
        kernel.pending.add(
            QueuedTouch(
                process: current, address: VirtualAddress(address), length: 1, access: kind, origin: .program, cpu: cpu))
    }
}
