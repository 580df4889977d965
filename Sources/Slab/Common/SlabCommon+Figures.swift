import ReplayModel
import TraceFormat

// The caches' figures and their rows.
extension SlabCommon {
    /// An object of a cache was allocated.
    @inline(__always)
    mutating func count(_ cache: CacheID, bytes: UInt32) {
        self[cache].live += 1
        self[cache].requested += UInt64(bytes)
        markDirty(cache)
    }

    /// An object was freed.
    @inline(__always)
    mutating func uncount(_ object: FoundObject) {
        self[object.cache].live -= 1
        self[object.cache].requested -= UInt64(object.requested)
        markDirty(object.cache)
    }

    /// A live object was asked for another number of bytes.
    mutating func recount(_ object: FoundObject, bytes: UInt32) {
        self[object.cache].requested += UInt64(bytes)
        self[object.cache].requested -= UInt64(object.requested)
        markDirty(object.cache)
    }

    /// A slab was made of a block of pages.
    mutating func countSlab(_ index: SlabIndex, of cache: CacheID, _ frame: FrameNumber, order: UInt8, objects: UInt16) {
        frames.set(frame, order: order, to: .slab(index))
        self[cache].slabs += 1
        self[cache].objects += UInt64(objects)
        if countsAsReclaimable(cache) { reclaimablePages += 1 << UInt64(order) } else { unreclaimablePages += 1 << UInt64(order) }
        markDirty(cache)
    }

    /// A slab's block goes back to the pages.
    mutating func uncountSlab(of cache: CacheID, _ frame: FrameNumber, order: UInt8, objects: UInt16) {
        frames.set(frame, order: order, to: .none)
        self[cache].slabs -= 1
        self[cache].objects -= UInt64(objects)
        if countsAsReclaimable(cache) { reclaimablePages -= 1 << UInt64(order) } else { unreclaimablePages -= 1 << UInt64(order) }
        markDirty(cache)
    }

    private func countsAsReclaimable(_ cache: CacheID) -> Bool {
        rules.countsReclaimable && self[cache].flags.contains(.reclaimAccount)
    }

    /// Every living cache has its row at the step's end, but for those that somebody else has a row of.
    mutating func markAllDirty(but others: (CacheID) -> Bool) {
        for index in caches.indices where caches[index].isAlive && !others(caches[index].id) { markDirty(caches[index].id) }
    }

    /// Writes one row for each cache whose figures changed in this step, by cache.
    @inline(__always)
    mutating func endStep(log: inout TransitionLog) {
        if !dirty.isEmpty { logFigures(&log) }
    }

    private mutating func logFigures(_ log: inout TransitionLog) {
        dirty.sort()
        for place in dirty.indices {
            self[dirty[place]].isDirty = false
            let cache = self[dirty[place]]
            log.append(
                CacheStateRow(
                    cache: cache.id, activeObjects: cache.live, objects: cache.objects, activeSlabs: cache.activeSlabs, slabs: cache.slabs,
                    requested: cache.requested, partialFree: cache.nodeFree, sharedFree: cache.sharedFree))
        }
        dirty.removeAll()
    }
}
