import Pages
import ReplayModel
import Slab
import TraceFormat

// Slab objects of a recording that SLUB predicts: it is asked first, and where it would have answered something else it is brought back
// to what the recording says, so that one miss does not lead to others (docs/model/joined-levels.md).
extension Machine {
    /// What SLUB would do for an allocation.
    enum Prediction: Equatable {
        case object(VirtualAddress)
        /// A new slab on the pages that the task's last page event brought.
        case slab(SlabJoin.Page)
        /// A new slab, for which no page event came.
        case none

        /// For comparison; 0: no address.
        var address: VirtualAddress {
            guard case .object(let address) = self else { return VirtualAddress(0) }
            return address
        }
    }

    /// A recorded allocation of an object; false where no slab is concerned (a large kmalloc, or pages of unknown use).
    mutating func predictObject(_ event: TraceEvent, at address: UInt64) -> Bool {
        guard let model = modelAddress(of: address) else { return false }
        revive(model, event)
        let requested = event.number(.size) ?? event.number(.given) ?? 0
        var request = ObjectRequest(gfp: event.gfp(default: .kernel), cpu: cpu, caller: event.name(.caller), recorded: address)
        switch kernel.slab.find(model) {
        case .object(let object):
            remember(object.cache, event)
            resolve(object, requested, predict(object.cache, event), &request, event)
        case .unknown:
            guard let cache = cache(asked: event), let page = begin(cache, model, &request, event) else { return false }
            allocate(cache, requested, request)
            recording.slabs!.remove(page)
        case .misaligned:
            odd(.recordingObjectMisaligned, event, value: address)
            return false
        case .nothing, .large: return false
        }
        return true
    }

    /// A recorded free; false where SLUB has no slab there.
    mutating func predictFree(_ event: TraceEvent, at address: UInt64) -> Bool {
        guard let model = modelAddress(of: address) else { return false }
        revive(model, event)
        switch kernel.slab.find(model) {
        case .object(let object):
            if !object.isLive {
                recording.slabs![leavesNoEvent: object.cache] = true
                odd(.recordingObjectAllocationNotSeen, event, value: address)
                takeUnseen(object)
            }
            free(model, of: object.cache, ObjectRequest(cpu: cpu, caller: event.name(.caller)))
            return true
        case .misaligned:
            odd(.recordingObjectMisaligned, event, value: address)
            return true
        case .nothing, .unknown, .large: return false
        }
    }

    /// SLUB's own free of a live object.
    private mutating func free(_ address: VirtualAddress, of cache: CacheID, _ request: ObjectRequest) {
        if kernel.slab.nextObject(cache, cpu) == nil { recording.slabs![history: cache].until = log.step }
        var pages = OfferedPages()
        _ = kernel.slab.free(address, request, memory: &pages, log: &log)
        recording.slabs!.expectFrees(pages.returned)
    }

    // MARK: Prediction

    mutating func predict(_ cache: CacheID, _ event: TraceEvent) -> Prediction {
        let next = kernel.slab.nextObject(cache, cpu)
        let geometry = kernel.slab.common[cache].geometry
        let page = recording.slabs!.page(
            for: event.task, order: geometry.order, minOrder: geometry.minOrder,
            isReclaimable: kernel.slab.common[cache].flags.contains(.reclaimAccount))
        guard let next else { return page.map { .slab($0) } ?? .none }
        // Objects that an interrupt freed after the pages had been asked for do not change that they were.
        if let page, recording.slabs![history: cache].covers(page.step) { return .slab(page) }
        return .object(next.address)
    }

    /// The object lies in a slab that SLUB knows.
    private mutating func resolve(
        _ object: FoundObject, _ requested: UInt64, _ prediction: Prediction, _ request: inout ObjectRequest, _ event: TraceEvent
    ) {
        if prediction == .object(object.address) { return allocate(object.cache, requested, request) }
        request.predicted = prediction.address.rawValue
        if case .slab = prediction { log.count(.slabNewSlabPredictedButNotUsed) }
        if prediction == .none { odd(.slabNewSlabWithoutPages, event, value: object.address.rawValue) }
        let bytes = bytes(requested, object.cache)
        if object.isLive {
            recording.slabs![leavesNoEvent: object.cache] = true
            odd(.recordingFreeNotSeen, event, value: request.recorded)
            kernel.slab.reissue(object, bytes: bytes, request, log: &log)
        } else {
            odd(.slabOtherObjectThanRecorded, event, value: request.recorded)
            takeThoseBefore(object)
            kernel.slab.takeOut(object, bytes: bytes, request, log: &log)
        }
        noteIfExhausted(object.cache)
    }

    /// Bulk calls take objects in the CPU's order without an event: where a cache is known for them, those that stood before the recorded
    /// one are gone.
    private mutating func takeThoseBefore(_ object: FoundObject) {
        // A call takes up to 31 objects at a time (MAPLE_ALLOC_SLOTS, lib/maple_tree.c of 6.1), and several may follow each other.
        guard recording.slabs![leavesNoEvent: object.cache],
            let count = kernel.slab.distance(to: object, cpu: cpu, limit: 64)
        else { return }
        for _ in 0..<count {
            guard let next = kernel.slab.nextObject(object.cache, cpu) else { return }
            log.count(.recordingObjectAllocationInferred)
            takeUnseen(next, inOrder: true)
        }
    }

    /// An object that somebody took without an event.
    mutating func takeUnseen(_ object: FoundObject, inOrder: Bool = false) {
        let request = ObjectRequest(gfp: .kernel, cpu: cpu)
        let bytes = kernel.slab.common[object.cache].geometry.objectSize
        if inOrder {
            allocate(object.cache, UInt64(bytes), request)
        } else {
            kernel.slab.takeOut(object, bytes: bytes, request, log: &log)
        }
    }

    /// SLUB's own allocation, from what it has. Precondition: it needs no new slab.
    private mutating func allocate(_ cache: CacheID, _ requested: UInt64, _ request: ObjectRequest) {
        var pages = OfferedPages()
        do throws(OutOfMemory) {
            _ = try kernel.slab.allocate(cache, bytes: bytes(requested, cache), request, memory: &pages, log: &log)
        } catch {
            preconditionFailure("an allocation that needs no slab asked for pages")
        }
        recording.slabs!.expectFrees(pages.returned)
        noteIfExhausted(cache)
    }

    private mutating func bytes(_ requested: UInt64, _ cache: CacheID) -> UInt32 {
        min(UInt32(clamping: requested), kernel.slab.common[cache].geometry.size)
    }

    private mutating func noteIfExhausted(_ cache: CacheID) {
        if kernel.slab.nextObject(cache, cpu) == nil { recording.slabs![history: cache] = .init(since: log.step) }
    }

    // MARK: Names

    /// Where the model has the object of a recorded address; nil for an address outside the linear map.
    private mutating func modelAddress(of recorded: UInt64) -> VirtualAddress? {
        let distance = kernel.profile.architecture.linearDistance
        let physical = recorded &- distance
        guard physical >> pageShift < UInt64(UInt32.max) else { return nil }
        let frame = place(of: FrameNumber(UInt32(physical >> pageShift)))
        return VirtualAddress(distance &+ UInt64(frame.rawValue) << pageShift &+ recorded & (pageSize - 1))
    }

    /// An event in a known slab tells whom its call site asks.
    private mutating func remember(_ cache: CacheID, _ event: TraceEvent) {
        guard event.kind == .kmemCacheAlloc, let site = SlabJoin.CallSite(event) else { return }
        recording.slabs!.callSites[site] = cache
    }

    /// The cache that an allocation asks, where no slab tells it: named, or by kmalloc's classes, or as the call site did elsewhere, or
    /// by its size. Where several have this size, one that needs a slab (`slab.cache_guessed`).
    private mutating func cache(asked event: TraceEvent) -> CacheID? {
        if let named = event.name(.cache) {
            return kernel.slab.cache(named: named).map { kernel.slab.common[$0].target }
        }
        let requested = event.number(.size) ?? 0
        if event.kind == .kmalloc {
            guard requested > 0, requested <= kernel.slab.common.rules.largestKmalloc else { return nil }
            return kernel.slab.common.kmallocCache(requested, event.gfp(default: .kernel), caller: nil)
        }
        if let site = SlabJoin.CallSite(event), let known = recording.slabs!.callSites[site] { return known }
        let fitting = kernel.slab.caches(objectSize: requested, size: event.number(.given) ?? requested)
        if fitting.count > 1 { odd(.slabCacheGuessed, event, value: requested) }
        for cache in fitting where kernel.slab.nextObject(cache, cpu) == nil { return cache }
        return fitting.first
    }
}

extension SlabJoin.CallSite {
    fileprivate init?(_ event: TraceEvent) {
        guard let caller = event.name(.caller), let size = event.number(.size) else { return nil }
        self.init(caller: caller, size: size)
    }
}
