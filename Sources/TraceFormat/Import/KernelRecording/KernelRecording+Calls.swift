extension KernelRecording {
    /// Results from here on are -errno (MAX_ERRNO is 4095, include/linux/err.h).
    private static let firstError: UInt64 = 0 &- 4095

    /// A system call begins.
    mutating func takeEnter(_ event: TraceEvent, awaitsResult: Bool, _ names: inout NameTable) {
        finishCall(of: event.task)
        var call = event
        if call.kind == .mmap { nameFile(&call, &names) }
        // PROT_SEM, PROT_GROWSDOWN and the like are not modelled.
        if let prot = call.has(.prot) ? call.number(.prot) : nil { call.set(.prot, prot & 7) }
        if awaitsResult {
            _ = calls.begin(call, .call)
        } else {
            queue.append(call)
        }
    }

    /// A mapping of a file is named by its descriptor, since the recording has no path; an anonymous one has no offset.
    private func nameFile(_ call: inout TraceEvent, _ names: inout NameTable) {
        guard let slot = EventKind.mmap.slot(of: .name), let descriptor = call.name(.name) else { return }
        let flags = MapFlags(rawValue: UInt32(truncatingIfNeeded: call.number(.flags) ?? 0))
        if flags.contains(.anonymous) {
            for field in [Field.name, .offset] { call.clear(field) }
            return
        }
        let text = names[descriptor]
        let number = text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text, radix: 16)
        call.slots[Int(slot)] = UInt64(names.intern("fd:\(number ?? 0)").rawValue)
    }

    /// A system call returns.
    mutating func takeLeave(
        _ kind: EventKind, _ details: some RecordedDetails, _ event: TraceEvent
    ) throws(TracepointDecoder.Failure) {
        guard let result = details.result else { throw .badField }
        guard kind == .brk || kind == .mmap || kind == .mremap else {
            if result >= Self.firstError { count(.failedCall) }
            return
        }
        guard var call = calls.end(event.task, .call), call.kind == kind else { return count(.exitWithoutEnter) }
        call.time = event.time
        call.line = event.line
        call.cpu = event.cpu
        call.set(.result, result)
        if kind != .brk, result < Self.firstError { call.set(.ptr, result) }
        queue.append(call)
    }

    /// The task does something that it cannot do inside its system call: the call is emitted without a result.
    @inline(__always)
    mutating func finishCall(of task: Int32) {
        guard !calls.isEmpty, var call = calls.end(task, .call) else { return }
        count(.enterWithoutExit)
        call.time = max(call.time, now)
        queue.append(call)
    }

    /// ftrace's `sys_NAME(FIELDS)` and `sys_NAME -> RESULT`, and what is not known at all.
    @inline(never)
    mutating func takeUnnamed(
        _ line: KernelLine, _ bytes: UnsafeRawBufferPointer, _ event: TraceEvent, _ names: inout NameTable
    ) {
        let name = bytes.slice(line.event.lowerBound, line.event.upperBound)
        // The stack's lines follow.
        if name.has("kernel_stack", at: 0) || name.has("user_stack", at: 0) { return count(.callChainLine) }
        guard name.has("sys_", at: 0), line.payload.lowerBound < line.payload.upperBound else {
            return keep(.unknownEvent, line, bytes, event, &names)
        }
        let isEnter = bytes.byte(line.payload.lowerBound) == Ascii.open
        let full = (isEnter ? "sys_enter_" : "sys_exit_") + name.slice(4, name.count).text
        var text = full
        guard let point = text.withUTF8({ decoder.point(named: UnsafeRawBufferPointer($0)) }) else {
            return keep(.unknownEvent, line, bytes, event, &names)
        }
        var payload = line.payload
        if isEnter {
            let isClosed = bytes.byte(payload.upperBound - 1) == Ascii.close
            payload = payload.lowerBound + 1..<max(payload.lowerBound + 1, payload.upperBound - (isClosed ? 1 : 0))
        }
        var event = event
        decode(point, bytes.slice(payload.lowerBound, payload.upperBound), line, bytes, &event, &names)
    }
}
