import Pages
import ReplayModel
import Slab
import TraceFormat

// Slab objects at their recorded addresses: which cache they belong to names the owner of their block's frames.
extension Machine {
    mutating func recordObject(_ event: TraceEvent) -> Bool {
        guard let pointer = event.pointer(.ptr), let address = pointer.recordedAddress else { return false }
        guard address != 0 else {
            odd(.slabRecordedFailure, event)
            return true
        }
        if recording.slabs != nil, predictObject(event, at: address) { return true }
        let cache = recordedCache(event)
        let place = nameBlock(cache)
        let given = event.number(.given) ?? event.number(.size) ?? 0
        var frame = FrameNumber(0)
        if let place { frame = self.place(of: place.frame) }
        let object = RecordedObject(
            cache: cache, frame: frame, requested: event.number(.size) ?? given,
            given: given)
        if let lost = recording.objects.update(address, object) {
            odd(.recordingFreeNotSeen, event, value: address)
            count(lost, isAllocation: false)
        }
        count(object, isAllocation: true)
        append(.allocate, object, address, event, fresh: place?.isNew ?? false)
        return true
    }

    mutating func recordObjectFree(_ event: TraceEvent) -> Bool {
        guard let pointer = event.pointer(.ptr), let address = pointer.recordedAddress else { return false }
        guard address != 0 else { return true }
        if recording.slabs != nil, predictFree(event, at: address) { return true }
        guard let object = recording.objects.remove(address) else {
            // Allocated before the recording began.
            log.count(.recordingFreeOfUnseenObject)
            log.append(
                AnomalyRow(
                    kind: names.intern(Oddity.recordingFreeOfUnseenObject.name), source: event.source, line: event.line, value: address,
                    text: event.name(.cache)))
            return true
        }
        count(object, isAllocation: false)
        append(.free, object, address, event, fresh: false)
        return true
    }

    /// The cache of a recorded object: named, or for kmalloc by its class, or for a kmem_cache_alloc before 6.2 by its size.
    private mutating func recordedCache(_ event: TraceEvent) -> CacheID {
        let given = event.number(.given) ?? event.number(.size) ?? 8
        let name: NameID
        if let named = event.name(.cache) {
            name = named
        } else if event.kind == .kmalloc {
            name = recording.classes.name(of: given, isAccounted: event.number(.accounted) == 1, &names)
        } else {
            name = names.intern("unnamed-\(given)")
        }
        if let known = kernel.slab.cache(named: name) { return known }
        log.count(.slabCacheMadeFromRecording)
        var size = UInt32(clamping: max(given, 1))
        if !SlabAllocator.admits(size: given, align: 0) {
            odd(.slabCacheRefused, event, value: given, text: name)
            size = UInt32(pageSize)
        }
        return kernel.slab.createCache(CacheProperties(name: name, objectSize: size, flags: .usercopy), log: &log)
    }

    /// The block that the joiner found the object in; its frames become the cache's with the first object.
    private mutating func nameBlock(_ cache: CacheID) -> SlabPlace? {
        guard recording.slabs == nil, case .object(let place?, _) = joined else { return nil }
        let frame = self.place(of: place.frame)
        guard place.isNew, kernel.memory.pageIsManaged(frame) else { return place }
        let owner = kernel.memory.owner(of: frame)
        guard owner.kind == .slab || owner.kind == .recorded, let block = kernel.memory.block(of: frame), block.order == place.order
        else { return place }
        kernel.memory.setOwner(FrameOwner(.slab, id: cache.rawValue), of: frame, order: place.order, log: &log)
        recording.caches.update(cache) { figures in
            figures.slabs += 1
            if place.objectSize > 0 { figures.objects += (pageSize << UInt64(place.order)) / UInt64(place.objectSize) }
        }
        return place
    }

    private mutating func count(_ object: RecordedObject, isAllocation: Bool) {
        // SLUB counts its own.
        if recording.slabs != nil { return }
        recording.caches.update(object.cache) { figures in
            if isAllocation {
                figures.active += 1
                figures.requested &+= object.requested
            } else {
                figures.active -= 1
                figures.requested &-= object.requested
            }
        }
    }

    private mutating func append(
        _ operation: ObjectOperation, _ object: RecordedObject, _ address: UInt64, _ event: TraceEvent, fresh: Bool
    ) {
        log.append(
            ObjectRow(
                operation: operation, cache: object.cache, address: VirtualAddress(address), requested: object.requested,
                given: object.given, frame: object.frame, cpu: cpu, caller: event.name(.caller), fresh: fresh))
    }
}
