import Pages
import ReplayModel
import TraceFormat

// SLUB alone: starting in mid-life, and following a recording that names objects. Precondition of all: the algorithm is SLUB.
extension SlabAllocator {
    /// Makes the caches of a state, with their slabs, free lists and random orders, and takes their frames from what owned them; then
    /// those that boot makes and the state has not. Slabs of CPUs that there are not are left out and counted
    /// (`state.slab_not_allocated`). Preconditions: there are no caches yet; the state's invariants hold; the frames of its slabs are
    /// allocated.
    package mutating func adopt(
        _ state: InitialSlabState, names: inout NameTable, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        precondition(common.caches.isEmpty, "a state is entered before boot")
        for cache in state.caches {
            let id = slub!.addCache(like: cache, name: names.intern(cache.name), &common, log: &log)
            for slab in cache.slabs {
                guard slab.cpu < common.cpus else {
                    log.count(.stateSlabNotAllocated)
                    continue
                }
                memory.setOwner(FrameOwner(.slab, id: id.rawValue), of: slab.frame, order: slab.order, log: &log)
                slub!.restore(slab, cache: id, &common, log: &log)
            }
        }
        boot(names: &names, log: &log)
    }

    /// Enters a slab with whatever objects are free; see `SlubAllocator.restore`.
    package mutating func restore(_ snapshot: SlabSnapshot, cache: CacheID, log: inout TransitionLog) {
        slub!.restore(snapshot, cache: cache, &common, log: &log)
    }

    /// The object that the next allocation on a CPU gets; nil: it needs a new slab.
    package mutating func nextObject(_ cache: CacheID, _ cpu: UInt16) -> FoundObject? { slub!.nextObject(cache, cpu, &common) }

    /// Enters a slab on the given pages as the CPU's; see `SlubAllocator.beginSlab`.
    package mutating func beginSlab(
        _ cache: CacheID, _ frame: FrameNumber, order: UInt8, first: ObjectNumber, cpu: UInt16,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        slub!.beginSlab(cache, frame, order: order, first: first, cpu: cpu, &common, memory: &memory, log: &log)
    }

    /// The slab that begins at a frame.
    package mutating func slab(at frame: FrameNumber) -> SlabIndex? {
        guard case .slab(let index) = common.frames[frame], slub!.slabs[index].frame == frame else { return nil }
        return index
    }

    /// Gives up a slab whose pages are gone.
    package mutating func abandon(_ slab: SlabIndex, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        slub!.abandon(slab, cpu: cpu, &common, memory: &memory, log: &log)
    }

    /// Makes a free object live, wherever it stands.
    package mutating func takeOut(_ object: FoundObject, bytes: UInt32, _ request: ObjectRequest, log: inout TransitionLog) {
        slub!.takeOut(object, bytes: bytes, request, &common, log: &log)
    }

    /// A live object is allocated again.
    package mutating func reissue(_ object: FoundObject, bytes: UInt32, _ request: ObjectRequest, log: inout TransitionLog) {
        slub!.reissue(object, bytes: bytes, request, &common, log: &log)
    }

    /// How many free objects a CPU would hand out before this one; see `SlubAllocator.distance`.
    package mutating func distance(to object: FoundObject, cpu: UInt16, limit: Int) -> Int? {
        slub!.distance(to: object, cpu: cpu, limit: limit)
    }

    /// Caches of such objects other than kmalloc's, oldest first.
    package func caches(objectSize: UInt64, size: UInt64) -> [CacheID] {
        common.living.filter {
            UInt64(common[$0].geometry.objectSize) == objectSize && UInt64(common[$0].geometry.size) == size
                && !common.kmallocCaches.contains($0)
        }
    }
}

extension SlabAllocator {
    /// SLUB's lists as they are now; nil: the algorithm is another. O(slabs and their free objects).
    public func slubSnapshot() -> SlubSnapshot? {
        switch slub {
        case .some(let slub): slub.snapshot(common)
        case nil: nil
        }
    }
}
