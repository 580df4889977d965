import Pages
import ReplayModel
import Slab
import TraceFormat

// kmalloc, kmem_cache_* and their undoing.
extension Machine {
    mutating func kmalloc(_ event: TraceEvent) throws(OutOfMemory) {
        guard let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        if !pointer.isLabel && pointer.value == 0 { return odd(.slabRecordedFailure, event) }
        makeUpForLostFree(pointer, event)
        noteUnfitFlags(event)
        let address = try kernel.slab.kmalloc(size, event.objectRequest(pointer, cpu: cpu), memory: &kernel.memory, log: &log)
        guard let address else { return refuseObject(event, pointer, size) }
        name(pointer, KernelReference(kind: .object, address: address), event)
    }

    /// The kernel warns and returns NULL.
    private mutating func refuseObject(_ event: TraceEvent, _ pointer: PointerKey, _ size: UInt64) {
        odd(.slabRequestTooLarge, event, value: size)
        fail(.tooLarge, event)
        nameNull(pointer)
    }

    mutating func cacheAllocate(_ event: TraceEvent) throws(OutOfMemory) {
        guard let pointer = event.pointer(.ptr) else { return }
        if !pointer.isLabel && pointer.value == 0 { return odd(.slabRecordedFailure, event) }
        guard let cache = cache(of: event) else { return odd(.slabUnknownCache, event, text: event.name(.cache)) }
        makeUpForLostFree(pointer, event)
        noteUnfitFlags(event)
        let address = try kernel.slab.cacheAllocate(cache, event.objectRequest(pointer, cpu: cpu), memory: &kernel.memory, log: &log)
        name(pointer, KernelReference(kind: .object, address: address), event)
    }

    /// The cache that a kmem_cache_alloc names. A recording may begin after the cache was made, and older kernels do not
    /// name it: then it is made from what the event tells, and counted.
    private mutating func cache(of event: TraceEvent) -> CacheID? {
        let given = event.number(.given) ?? event.number(.size)
        guard let name = event.name(.cache) else {
            guard let given else { return nil }
            return cache(named: names.intern("unnamed-\(given)"), size: given)
        }
        if let known = kernel.slab.cache(named: name) { return known }
        guard let given else { return nil }
        log.count(.slabCacheMadeFromRecording)
        return cache(named: name, size: given)
    }

    private mutating func cache(named name: NameID, size: UInt64) -> CacheID? {
        if let known = kernel.slab.cache(named: name) { return known }
        guard SlabAllocator.admits(size: size, align: 0) else { return nil }
        return kernel.slab.createCache(CacheProperties(name: name, objectSize: UInt32(max(size, 1))), log: &log)
    }

    mutating func krealloc(_ event: TraceEvent) throws(OutOfMemory) {
        guard let old = event.pointer(.old), let size = event.number(.size), let pointer = event.pointer(.ptr) else { return }
        if !old.isLabel && old.value == 0 { return try kmalloc(event) }
        if isNull(old) { return try kmalloc(event) }
        guard let reference = pointers[kernel: old], reference.kind == .object else {
            return odd(.slabFreeOfUnknownObject, event, value: old.value)
        }
        let address = try kernel.slab.krealloc(
            reference.address, size, event.objectRequest(pointer, cpu: cpu), memory: &kernel.memory, log: &log)
        guard let address else {
            odd(.slabRequestTooLarge, event, value: size)
            if pointer != old { nameNull(pointer) }
            return fail(.tooLarge, event)
        }
        forget(old)
        name(pointer, KernelReference(kind: .object, address: address), event)
    }

    /// Slab objects are reached through the linear map, so their pages come from lowmem: the zone flags of the callers are taken off.
    private mutating func noteUnfitFlags(_ event: TraceEvent) {
        guard let gfp = event.number(.gfp), !event.gfp(default: []).isDisjoint(with: GfpFlags.unfitForSlab) else { return }
        odd(.slabZoneFlagRemoved, event, value: gfp)
    }

    mutating func freeObject(_ event: TraceEvent) {
        guard let pointer = event.pointer(.ptr) else { return }
        if !pointer.isLabel && pointer.value == 0 { return }
        if isNull(pointer) { return }
        guard let reference = pointers[kernel: pointer] ?? stale(pointer), reference.kind == .object else {
            return odd(.slabFreeOfUnknownObject, event, value: pointer.value)
        }
        forget(pointer)
        let named = event.name(.cache).flatMap { kernel.slab.cache(named: $0) }
        let request = ObjectRequest(cpu: cpu, caller: event.name(.caller))
        let outcome = kernel.slab.free(reference.address, cache: named, request, memory: &kernel.memory, log: &log)
        switch outcome {
        case .freed, .nothing: break
        case .unknownObject, .misaligned, .doubleFree: odd(.slabBadFree, event, value: reference.address.rawValue)
        case .wrongCache: odd(.slabFreeIntoWrongCache, event, value: reference.address.rawValue)
        }
    }

    mutating func createCache(_ event: TraceEvent) {
        guard let name = event.name(.name), let size = event.number(.size) else { return }
        if kernel.slab.cache(named: name) != nil { return odd(.slabCacheExists, event, text: name) }
        guard SlabAllocator.admits(size: size, align: event.number(.align) ?? 0) else {
            return odd(.slabCacheRefused, event, value: size, text: name)
        }
        let properties = CacheProperties(
            name: name, objectSize: UInt32(clamping: size), align: UInt32(clamping: event.number(.align) ?? 0),
            flags: SlabFlags(rawValue: UInt32(clamping: event.number(.flags) ?? 0)))
        _ = kernel.slab.createCache(properties, log: &log)
    }

    mutating func destroyCache(_ event: TraceEvent) {
        guard let name = event.name(.name) else { return }
        guard let cache = kernel.slab.cache(named: name) else { return odd(.slabUnknownCache, event, text: name) }
        if !kernel.slab.destroyCache(cache, memory: &kernel.memory, log: &log) {
            odd(.slabDestroyOfCacheInUse, event, text: name)
        }
    }

    mutating func shrinkCache(_ event: TraceEvent) {
        guard let name = event.name(.name) else { return }
        guard let cache = kernel.slab.cache(named: name) else { return odd(.slabUnknownCache, event, text: name) }
        kernel.slab.shrink(cache, memory: &kernel.memory, log: &log)
    }

    /// A recorded address that is allocated again was freed in between without an event (bulk frees leave none): it is freed
    /// now, and counted.
    private mutating func makeUpForLostFree(_ pointer: PointerKey, _ event: TraceEvent) {
        guard !pointer.isLabel, let old = pointers[kernel: pointer], old.kind == .object else { return }
        pointers[kernel: pointer] = nil
        odd(.recordingFreeNotSeen, event, value: pointer.value)
        _ = kernel.slab.free(old.address, ObjectRequest(cpu: cpu), memory: &kernel.memory, log: &log)
    }

    /// From here on the trace's `pointer` means `reference`. A pointer that is still in use was lost track of: counted.
    mutating func name(_ pointer: PointerKey, _ reference: KernelReference, _ event: TraceEvent) {
        if pointers[kernel: pointer] != nil { odd(.tracePointerReused, event, value: pointer.value) }
        pointers[kernel: pointer] = reference
    }
}

extension TraceEvent {
    /// The event's GFP flags, or `standard` where it names none.
    func gfp(default standard: GfpFlags) -> GfpFlags {
        number(.gfp).map { GfpFlags(rawValue: UInt32(truncatingIfNeeded: $0)) } ?? standard
    }

    /// Who asks for an object, and which address a recording names for it.
    fileprivate func objectRequest(_ pointer: PointerKey, cpu: UInt16) -> ObjectRequest {
        ObjectRequest(
            gfp: gfp(default: .kernel).subtracting(.unfitForSlab), cpu: cpu, caller: name(.caller), recorded: pointer.recordedAddress)
    }
}

extension GfpFlags {
    /// What no object may be asked for with (GFP_SLAB_BUG_MASK, mm/internal.h; kmalloc_fix_flags, mm/slab_common.c of Linux 6.1).
    fileprivate static let unfitForSlab: GfpFlags = [.highmem, .dma32]
}

extension PointerKey {
    /// The address that a real system chose, or nil for a label.
    var recordedAddress: UInt64? { isLabel ? nil : value }
}
