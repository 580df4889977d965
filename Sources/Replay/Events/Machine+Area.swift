import Pages
import ReplayModel
import TraceFormat
import Virtual

// vmalloc, vmap, ioremap and recorded areas of the vmalloc range.
extension Machine {
    mutating func allocateArea(_ event: TraceEvent) throws(OutOfMemory) {
        guard let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        let result = try kernel.vmalloc.vmalloc(
            size: size, gfp: event.gfp(default: [.kernel, .highmem]), align: event.number(.align) ?? pageSize, cpu: cpu,
            caller: event.name(.caller), recorded: pointer.recordedAddress, tables: &kernel.virtual,
            memory: &kernel.memory, log: &log)
        place(result, .vmalloc, pointer, event)
    }

    mutating func mapPages(_ event: TraceEvent) throws(OutOfMemory) {
        guard let old = event.pointer(.old), let count = event.number(.count), let pointer = event.pointer(.ptr) else { return }
        guard let block = pointers[kernel: old], case .pages(let first, let order) = block.kind, count <= 1 << order, count > 0,
            pointers.isLive(block.allocation, of: first)
        else {
            return odd(.vmallocVmapOfUnknownPages, event, value: old.value)
        }
        let result = try kernel.vmalloc.vmap(
            first: first, count: count, caller: event.name(.caller),
            tables: &kernel.virtual, memory: &kernel.memory, log: &log)
        place(result, .vmap, pointer, event)
    }

    mutating func mapDevice(_ event: TraceEvent) throws(OutOfMemory) {
        guard let physical = event.number(.physical), let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        let result = try kernel.vmalloc.ioremap(
            physical: physical, size: size, caller: event.name(.caller), recorded: pointer.recordedAddress,
            tables: &kernel.virtual, memory: &kernel.memory, log: &log)
        place(result, .ioremap, pointer, event)
    }

    private mutating func place(_ result: AreaOutcome, _ kind: AreaKind, _ pointer: PointerKey, _ event: TraceEvent) {
        switch result {
        case .mapped(let address): name(pointer, KernelReference(kind: .area(kind), address: address), event)
        case .linear(let address): name(pointer, KernelReference(kind: .linear, address: address), event)
        case .noAddressSpace:
            odd(.vmallocNoAddressSpace, event)
            fail(.noAddressSpace, event)
            nameNull(pointer)
        case .refused(let reason):
            odd(.vmallocRefused, event, value: event.number(.physical) ?? event.number(.size))
            fail(reason, event)
            nameNull(pointer)
        }
    }

    mutating func freeArea(_ event: TraceEvent) {
        guard let pointer = event.pointer(.ptr) else { return }
        if !pointer.isLabel && pointer.value == 0 { return }
        if isNull(pointer) { return }
        let reference = pointers[kernel: pointer] ?? stale(pointer)
        // An address in the linear map has no area: iounmap does nothing.
        if reference?.kind == .linear { return forget(pointer) }
        guard let reference, case .area = reference.kind else {
            return odd(.vmallocFreeOfUnknownArea, event, value: pointer.value)
        }
        forget(pointer)
        let outcome = kernel.vmalloc.free(
            reference.address, cpu: cpu, tables: &kernel.virtual, memory: &kernel.memory, log: &log)
        if outcome != .freed { odd(.vmallocFreeOfUnknownArea, event, value: reference.address.rawValue) }
    }

    /// A recorded area, of which nobody knows what it maps, at its recorded place.
    mutating func recordedArea(_ event: TraceEvent) {
        guard let start = event.number(.address), let size = event.number(.size) else { return }
        if let error = event.signed(.error), error != 0 { return odd(.vmallocRecordedFailure, event, value: start) }
        let outcome = kernel.vmalloc.allocateRecorded(
            start: start, size: size, caller: event.name(.caller), predicted: prediction(for: event, size: size), log: &log)
        switch outcome {
        case .placed: break
        case .replaced, .conflict: odd(.vmallocRecordedAreaOverlaps, event, value: start)
        case .purged: odd(.vmallocPurgeNotRecorded, event, value: start)
        case .invalid: odd(.vmallocRecordedAreaInvalid, event, value: start)
        }
    }

    /// Where the model would put a recorded area, as far as the recording tells what was asked for.
    private mutating func prediction(for event: TraceEvent, size: UInt64) -> UInt64? {
        guard size > 0, size % pageSize == 0, let align = event.number(.align) else { return nil }
        let bottom = event.number(.start)
        let architecture = kernel.profile.architecture
        guard align.nonzeroBitCount == 1, bottom.map({ $0 % pageSize == 0 }) ?? true else { return nil }
        let isWhole = bottom == nil || bottom == architecture.vmallocStart
        // Kprobes do not tell the upper end; outside the vmalloc range it is that of modules (MODULES_END of x86_64).
        let top = event.number(.end) ?? (isWhole ? architecture.vmallocEnd : Self.modulesEnd)
        guard (bottom ?? 0) < top else { return nil }
        return kernel.vmalloc.predict(size: size, align: align, from: bottom, to: top)
    }

    /// arch/x86/include/asm/pgtable_64_types.h of Linux 6.1.
    private static let modulesEnd: UInt64 = 0xFFFF_FFFF_FF00_0000

    mutating func freeRecordedArea(_ event: TraceEvent) {
        guard let start = event.number(.address) else { return }
        if kernel.vmalloc.freeRecorded(start: start, log: &log) == .unknownArea {
            odd(.vmallocFreeOfUnknownArea, event, value: start)
        }
    }
}
