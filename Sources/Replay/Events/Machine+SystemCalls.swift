import Pages
import ReplayModel
import TraceFormat
import Virtual

// System calls that a trace makes itself. Where a recording knows the result, it is compared: a difference is counted,
// because the model's layout then differs from the recorded one.
extension Machine {
    /// Gives the current process an address space, if it has none yet, and makes it the kernel's caller.
    mutating func prepareSpace() throws(OutOfMemory) {
        try kernel.virtual.ensureAddressSpace(current, cpu: cpu, memory: &kernel.memory, log: &log)
        kernel.caller = current
        kernel.callerCPU = cpu
    }

    mutating func brk(_ event: TraceEvent) {
        guard let pointer = event.pointer(.address) else { return }
        let offset = event.number(.offset) ?? 0
        guard let base = pointer.isLabel ? pointers.user(pointer, in: current) : pointer.value else {
            return odd(.traceUnknownPointer, event, value: pointer.value)
        }
        if isRecording, base == 0, let result = event.number(.result) {
            // The first brk of a program only asks: the answer tells where the kernel had put the heap.
            _ = kernel.virtual.placeBreak(current, at: result)
        }
        _ = finish(
            kernel.virtual.brk(current, to: base &+ offset, cpu: cpu, memory: &kernel.memory, log: &log), event)
    }

    mutating func sbrk(_ event: TraceEvent) {
        let result = kernel.virtual.sbrk(
            current, by: event.signed(.size) ?? 0, cpu: cpu, memory: &kernel.memory, log: &log)
        guard finish(result, event), let pointer = event.pointer(.ptr) else { return }
        pointers.setUser(pointer, to: result.value, in: current)
    }

    mutating func mmap(_ event: TraceEvent) {
        let flags = event.number(.flags).map { MapFlags(rawValue: UInt32(truncatingIfNeeded: $0)) }
        let file = event.name(.name)
        var request = MapRequest(
            address: event.number(.address) ?? 0, length: event.number(.length) ?? 0,
            protection: UInt8(truncatingIfNeeded: event.number(.prot) ?? 3),
            flags: flags ?? (file == nil ? [.private, .anonymous] : [.private]), name: file, offset: event.number(.offset) ?? 0)
        if isRecording, let result = event.number(.result), result < kernel.profile.architecture.userEnd {
            // Recorded faults come at recorded addresses, so the mapping has to lie there too.
            request.address = result
            request.flags.insert(.fixed)
        }
        let result = kernel.virtual.mmap(current, request, cpu: cpu, memory: &kernel.memory, log: &log)
        guard finish(result, event) else { return }
        if let pointer = event.pointer(.ptr) { pointers.setUser(pointer, to: result.value, in: current) }
    }

    mutating func munmap(_ event: TraceEvent) {
        guard let address = address(of: event) else { return }
        let result = kernel.virtual.munmap(
            current, address, length: event.number(.length) ?? 0, cpu: cpu, memory: &kernel.memory, log: &log)
        _ = finish(result, event)
    }

    mutating func mremap(_ event: TraceEvent) throws(OutOfMemory) {
        guard let old = event.pointer(.old), let base = user(old, event) else { return }
        let request = RemapRequest(
            address: base, oldLength: event.number(.size) ?? 0, newLength: event.number(.length) ?? 0,
            flags: UInt32(truncatingIfNeeded: event.number(.flags) ?? UInt64(RemapRequest.mayMove)),
            target: event.number(.address) ?? 0)
        let result = try kernel.virtual.mremap(current, request, cpu: cpu, memory: &kernel.memory, log: &log)
        guard finish(result, event) else { return }
        if request.flags & RemapRequest.dontUnmap == 0 { pointers.removeUser(old, in: current) }
        if let pointer = event.pointer(.ptr) { pointers.setUser(pointer, to: result.value, in: current) }
    }

    mutating func mprotect(_ event: TraceEvent) {
        guard let address = address(of: event) else { return }
        let protection = UInt8(truncatingIfNeeded: event.number(.prot) ?? 3)
        let result = kernel.virtual.mprotect(
            current, address, length: event.number(.length) ?? 0, protection: protection, cpu: cpu, memory: &kernel.memory, log: &log)
        _ = finish(result, event)
    }

    mutating func madvise(_ event: TraceEvent) {
        guard let address = address(of: event), let name = event.name(.advice) else { return }
        guard let advice = MemoryAdvice(word: names[name]) else { return odd(.traceUnknownAdvice, event, text: name) }
        let result = kernel.virtual.madvise(
            current, address, length: event.number(.length) ?? 0, advice: advice, cpu: cpu, memory: &kernel.memory, log: &log)
        _ = finish(result, event)
    }

    mutating func mlock(_ event: TraceEvent) {
        guard let address = address(of: event) else { return }
        let length = event.number(.length) ?? 0
        _ = finish(kernel.virtual.mlock(current, address, length: length, cpu: cpu, memory: &kernel.memory, log: &log), event)
    }

    mutating func munlock(_ event: TraceEvent) {
        guard let address = address(of: event) else { return }
        _ = finish(kernel.virtual.munlock(current, address, length: event.number(.length) ?? 0, log: &log), event)
    }

    mutating func mlockall(_ event: TraceEvent) {
        let flags = UInt32(truncatingIfNeeded: event.number(.flags) ?? 3)
        _ = finish(kernel.virtual.mlockall(current, flags: flags, cpu: cpu, memory: &kernel.memory, log: &log), event)
    }

    mutating func munlockall(_ event: TraceEvent) { _ = finish(kernel.virtual.munlockall(current, log: &log), event) }

    mutating func setLimit(_ event: TraceEvent) {
        guard let word = event.number(.resource), LimitedResource.allCases.indices.contains(Int(word)) else { return }
        let target = event.number(.pid).map { ProcessID(Int32(truncatingIfNeeded: $0)) } ?? current
        let isPrivileged = current == .kernel || kernel.virtual.processes.live(current)?.isRoot ?? true
        let hard = event.signed(.hard).map { UInt64(bitPattern: $0) }
        _ = kernel.virtual.setLimit(
            target, LimitedResource.allCases[Int(word)], soft: UInt64(bitPattern: event.signed(.soft) ?? -1), hard: hard,
            privileged: isPrivileged, log: &log)
        if kernel.virtual.processes.liveSlot(of: target) == nil { odd(.processUnknownPid, event, value: UInt64(target.rawValue)) }
    }

    /// Queues what the call has yet to populate and compares the recorded result. Returns whether the call succeeded.
    private mutating func finish(_ result: SystemCallResult, _ event: TraceEvent) -> Bool {
        let isSuccess = kernel.queuePopulate(result)
        if event.kind.slot(of: .result) != nil, let recorded = event.number(.result), recorded != result.value {
            log.count(.syscallOtherResultThanRecorded)
        }
        return isSuccess
    }

    /// Where the event's `ptr` and `offset` lie in the current process.
    mutating func address(of event: TraceEvent) -> UInt64? {
        guard let pointer = event.pointer(.ptr), let base = user(pointer, event) else { return nil }
        return base &+ (event.number(.offset) ?? 0)
    }

    /// A user pointer: what the trace calls so, or the number itself.
    private mutating func user(_ pointer: PointerKey, _ event: TraceEvent) -> UInt64? {
        if let known = pointers.user(pointer, in: current) { return known }
        if !pointer.isLabel { return pointer.value }
        odd(.traceUnknownPointer, event, text: NameID(UInt32(truncatingIfNeeded: pointer.value)))
        return nil
    }
}

extension MemoryAdvice {
    /// By madvise's names without MADV_, in any case (`dontneed`, `MADV_DONTNEED`), or by number.
    init?(word: String) {
        if let number = Int32(word) {
            self.init(rawValue: number)
            return
        }
        let plain = word.lowercased()
        let whole = plain.hasPrefix("madv_") ? String(plain.dropFirst(5)) : plain
        let name = String(whole.filter { $0 != "_" })
        guard let match = Self.allCases.first(where: { "\($0)".lowercased() == name }) else { return nil }
        self = match
    }
}
