import Pages
import ReplayModel
import TraceFormat

// Slabs from pages and back: allocate_slab, shuffle_freelist, discard_slab. Source: mm/slub.c.
extension SlubAllocator {
    /// What of a caller's flags reaches the page allocator (GFP_RECLAIM_MASK and GFP_CONSTRAINT_MASK, mm/internal.h).
    private static let passedFlags: GfpFlags = [
        .reclaim, .high, .io, .fs, .noWarn, .retryMayFail, .noFail, .noRetry, .memalloc, .noMemalloc, .atomicContext, .hardwall,
        .thisNode,
    ]

    /// Makes a slab. Tries the cache's order without pressure first and falls back to the least order that holds an
    /// object (allocate_slab); throws the second request when neither is to be had.
    mutating func newSlab(
        _ cache: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> UInt32 {
        let geometry = caches[Int(cache)].geometry
        var pages = PageRequest(
            order: geometry.order, gfp: pageFlags(cache, request.gfp),
            owner: FrameOwner(.slab, id: cache + 1), cpu: request.cpu)
        let wanted = pages.gfp
        pages.gfp.formUnion([.noWarn, .noRetry])
        pages.gfp.remove(.noFail)
        if wanted.contains(.directReclaim) && geometry.order > geometry.minOrder {
            pages.gfp.insert(.noMemalloc)
            pages.gfp.remove(.reclaim)
        }
        if let frame = memory.allocate(pages, log: &log) { return addSlab(cache, frame, geometry.order, request.cpu, log: &log) }
        pages.order = geometry.minOrder
        pages.gfp = pageFlags(cache, request.gfp)
        guard let frame = memory.allocate(pages, log: &log) else { throw OutOfMemory(request: pages) }
        return addSlab(cache, frame, geometry.minOrder, request.cpu, log: &log)
    }

    private func pageFlags(_ cache: UInt32, _ gfp: GfpFlags) -> GfpFlags {
        var flags = gfp.intersection(Self.passedFlags)
        let cacheFlags = caches[Int(cache)].flags
        if rules.alwaysCompound || caches[Int(cache)].geometry.order > 0 { flags.insert(.compound) }
        if cacheFlags.contains(.cacheDMA) { flags.insert(.dma) }
        if cacheFlags.contains(.cacheDMA32) { flags.insert(.dma32) }
        if cacheFlags.contains(.reclaimAccount) { flags.insert(.reclaimable) }
        return flags
    }

    mutating func addSlab(
        _ cache: UInt32, _ frame: FrameNumber, _ order: UInt8, _ cpu: UInt16, log: inout TransitionLog
    ) -> UInt32 {
        let count = UInt16(SlabRules.objects(inOrder: order, size: caches[Int(cache)].geometry.size))
        let index = recordSlab(cache, frame, order, count)
        linkObjects(of: index)
        slabs[Int(index)].cpu = cpu
        logSlab(.new, index, cpu, log: &log)
        return index
    }

    /// Enters a slab into the tables and the figures, without a free list.
    mutating func recordSlab(_ cache: UInt32, _ frame: FrameNumber, _ order: UInt8, _ count: UInt16) -> UInt32 {
        let slab = Slab(frame: frame, cache: cache, firstObject: objects.take(count), objects: count, order: order)
        let index = unusedSlab == SlubCache.none ? UInt32(slabs.count) : unusedSlab
        if unusedSlab == SlubCache.none {
            slabs.append(slab)
        } else {
            unusedSlab = slabs[Int(index)].next
            slabs[Int(index)] = slab
        }
        frames.set(frame, order: order, to: index + 1)
        caches[Int(cache)].slabs += 1
        caches[Int(cache)].objects += UInt64(count)
        addPages(cache, 1 << Int64(order))
        markDirty(cache)
        return index
    }

    /// Links all objects of a new slab: by address, or in the cache's random order from a random place on.
    private mutating func linkObjects(of index: UInt32) {
        let slab = slabs[Int(index)]
        let sequence = caches[Int(slab.cache)].sequence
        var order = 0..<UInt32(slab.objects)
        if sequence != SlubCache.none && slab.objects > 1 {
            let length = caches[Int(slab.cache)].geometry.objects
            let start = caches[Int(slab.cache)].random.next(below: length)
            order = start..<start + length
        }
        var last = Slab.noObject
        for position in order {
            let object = sequence == SlubCache.none || slab.objects < 2 ? UInt16(position) : entry(sequence, position, slab)
            if object >= slab.objects { continue }
            if last == Slab.noObject {
                slabs[Int(index)].freelist = object
            } else {
                objects[slab.firstObject + UInt32(last)].next = object
            }
            objects[slab.firstObject + UInt32(object)] = SlabObject()
            last = object
        }
    }

    /// The object at a place of the random order, which goes on from its beginning.
    private func entry(_ sequence: UInt32, _ position: UInt32, _ slab: Slab) -> UInt16 {
        sequences[Int(sequence + position % caches[Int(slab.cache)].geometry.objects)]
    }

    /// Gives a slab's pages back. Precondition: no object of it is live and it stands on no list.
    mutating func discard(_ index: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        let slab = slabs[Int(index)]
        precondition(slab.live == 0, "a slab with live objects is not given back")
        logSlab(.discard, index, cpu, log: &log)
        frames.set(slab.frame, order: slab.order, to: 0)
        objects.giveBack(slab.firstObject, count: slab.objects)
        slabs[Int(index)].place = .unused
        slabs[Int(index)].next = unusedSlab
        unusedSlab = index
        caches[Int(slab.cache)].slabs -= 1
        caches[Int(slab.cache)].objects -= UInt64(slab.objects)
        addPages(slab.cache, -(1 << Int64(slab.order)))
        markDirty(slab.cache)
        memory.free(slab.frame, order: slab.order, cpu: cpu, log: &log)
    }

    private mutating func addPages(_ cache: UInt32, _ count: Int64) {
        if caches[Int(cache)].flags.contains(.reclaimAccount) {
            reclaimablePages = UInt64(Int64(reclaimablePages) + count)
        } else {
            unreclaimablePages = UInt64(Int64(unreclaimablePages) + count)
        }
    }
}
