import Pages
import ReplayModel
import TraceFormat

// Starting with the caches of a machine that runs already, in place of those that boot makes.
extension SlubAllocator {
    /// Makes the caches of a state, with their slabs, free lists and random orders, and takes their frames from what owned them.
    /// Slabs whose frames are not allocated here are left out and counted (`state.slab_not_allocated`).
    /// Preconditions: there are no caches yet; the state's invariants hold.
    mutating func adopt(
        _ state: InitialSlabState, names: inout NameTable, memory: inout PhysicalMemory, log: inout TransitionLog
    ) {
        precondition(caches.isEmpty, "a state is entered before boot")
        for cache in state.caches {
            let id = addCache(like: cache, name: names.intern(cache.name), log: &log)
            for slab in cache.slabs {
                guard memory.isAllocated(slab.frame, order: slab.order), slab.cpu < UInt16(cpus) else {
                    log.count("state.slab_not_allocated")
                    continue
                }
                memory.setOwner(FrameOwner(.slab, id: id.rawValue), of: slab.frame, order: slab.order, log: &log)
                restore(slab, cache: id, log: &log)
            }
        }
        boot(names: &names, log: &log)
    }

    /// Makes a cache of a state's geometry.
    private mutating func addCache(like state: InitialSlabState.Cache, name: NameID, log: inout TransitionLog) -> CacheID {
        let index = UInt32(caches.count)
        let flags = SlabFlags(rawValue: state.flags)
        let minOrder = SlabRules.pageOrder(UInt64(state.size))
        let geometry = CacheGeometry(
            objectSize: state.objectSize, size: state.size, align: rules.alignment(objectSize: state.objectSize, wish: 0, flags: flags),
            order: state.order, objects: state.objects, minOrder: minOrder,
            minObjects: SlabRules.objects(inOrder: minOrder, size: state.size), minPartial: state.minPartial,
            cpuPartial: state.cpuPartial, cpuPartialSlabs: state.cpuPartialSlabs)
        var cache = SlubCache(
            id: CacheID(index + 1), name: name, flags: flags, geometry: geometry, target: index,
            random: SlabRandom(seed: seed, stream: index))
        if !state.sequence.isEmpty {
            cache.sequence = UInt32(sequences.count)
            sequences += state.sequence
        }
        append(cache)
        logCache(.create, index, log: &log)
        return cache.id
    }
}

extension PhysicalMemory {
    /// Whether all frames of a block are allocated RAM.
    func isAllocated(_ frame: FrameNumber, order: UInt8) -> Bool {
        guard isBlockOfRAM(frame.rawValue, order: order) else { return false }
        return (0..<(UInt32(1) << UInt32(order))).allSatisfy {
            frames.peek(frames.head(of: frame.rawValue + $0)).state == .allocated
        }
    }
}
