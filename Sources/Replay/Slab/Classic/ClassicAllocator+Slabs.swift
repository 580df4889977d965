import Pages
import ReplayModel
import TraceFormat

// Slabs from pages and back: cache_grow, alloc_slabmgmt, cache_init_objs, slab_destroy. Source: mm/slab.c.
extension ClassicAllocator {
    /// What of a caller's flags reaches the page allocator (GFP_RECLAIM_MASK and GFP_CONSTRAINT_MASK, mm/internal.h), and
    /// those of them that say where the memory is to come from.
    private static let passedFlags: GfpFlags = [
        .reclaim, .high, .io, .fs, .noWarn, .retryMayFail, .noFail, .noRetry, .memalloc, .noMemalloc, .atomicContext, .hardwall,
        .thisNode,
    ]
    private static let constraintFlags: GfpFlags = [.hardwall, .thisNode]

    /// Makes a slab, on no list yet. Throws, with nothing changed, when its pages or its list's memory are not to be had.
    mutating func newSlab(
        _ cache: UInt32, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> UInt32 {
        let layout = caches[Int(cache)].layout
        let local = request.gfp.intersection(Self.passedFlags)
        let pages = PageRequest(
            order: layout.order, gfp: local.union(pageFlags(cache)), owner: FrameOwner(.slab, id: cache + 1), cpu: request.cpu)
        guard let frame = memory.allocate(pages, log: &log) else { throw OutOfMemory(request: pages) }
        var management: UInt64 = 0
        if layout.management == .offSlab {
            do throws(OutOfMemory) {
                let list = ObjectRequest(gfp: local.subtracting(Self.constraintFlags), cpu: request.cpu)
                management = try allocate(
                    kmallocCache(UInt64(layout.managementBytes), []), bytes: layout.managementBytes, list, memory: &memory, log: &log
                ).rawValue
            } catch {
                memory.free(frame, order: layout.order, cpu: request.cpu, log: &log)
                throw error
            }
        }
        let index = recordSlab(cache, frame)
        slabs[Int(index)].management = management
        linkObjects(of: index)
        logSlab(.new, index, request.cpu, log: &log)
        return index
    }

    private func pageFlags(_ cache: UInt32) -> GfpFlags {
        var flags: GfpFlags = rules.isCompound ? .compound : []
        let cacheFlags = caches[Int(cache)].flags
        if cacheFlags.contains(.cacheDMA) { flags.insert(.dma) }
        if cacheFlags.contains(.cacheDMA32) { flags.insert(.dma32) }
        if cacheFlags.contains(.reclaimAccount) { flags.insert(.reclaimable) }
        return flags
    }

    private mutating func recordSlab(_ cache: UInt32, _ frame: FrameNumber) -> UInt32 {
        let layout = caches[Int(cache)].layout
        let first = objects.take(UInt16(layout.objects))
        var slab = ClassicSlab(frame: frame, cache: cache, firstObject: first, offset: nextColour(cache) * layout.colourOff)
        if layout.management == .front { slab.offset += layout.managementBytes }
        let index = unusedSlab == SlubCache.none ? UInt32(slabs.count) : unusedSlab
        if unusedSlab == SlubCache.none {
            slabs.append(slab)
        } else {
            unusedSlab = slabs[Int(index)].next
            slabs[Int(index)] = slab
        }
        frames.set(frame, order: layout.order, to: index + 1)
        caches[Int(cache)].slabs += 1
        addPages(cache, 1 << Int64(layout.order))
        markDirty(cache)
        return index
    }

    /// The colour of a new slab: each in turn.
    private mutating func nextColour(_ cache: UInt32) -> UInt32 {
        let colours = caches[Int(cache)].layout.colours
        let current = caches[Int(cache)].nextColour
        let following = current + 1 >= colours ? 0 : current + 1
        caches[Int(cache)].nextColour = following
        return rules.coloursFromSecond ? following : current
    }

    /// Links all objects of a new slab: by address, or in the cache's random order from a random place on. A list inside
    /// an object keeps the first object drawn for last (shuffle_freelist).
    private mutating func linkObjects(of index: UInt32) {
        let slab = slabs[Int(index)]
        let layout = caches[Int(slab.cache)].layout
        let sequence = caches[Int(slab.cache)].sequence
        var start: UInt32 = 0
        if sequence != SlubCache.none {
            start = caches[Int(slab.cache)].random.next(below: layout.objects)
            if layout.management == .inObject { start += 1 }
        }
        var next = Slab.noObject
        for position in (start..<start + layout.objects).reversed() {
            let object = sequence == SlubCache.none ? UInt16(position) : sequences[Int(sequence + position % layout.objects)]
            objects[slab.firstObject + UInt32(object)] = SlabObject(requested: 0, next: next)
            next = object
        }
        slabs[Int(index)].freelist = next
    }

    /// Gives a slab's pages back, then the object that held its list. Precondition: no object of it is in use and it stands
    /// on no list.
    mutating func destroySlab(_ index: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        let slab = slabs[Int(index)]
        let layout = caches[Int(slab.cache)].layout
        precondition(slab.inUse == 0 && slab.place == .none, "a slab in use is not given back")
        logSlab(.discard, index, cpu, log: &log)
        frames.set(slab.frame, order: layout.order, to: 0)
        objects.giveBack(slab.firstObject, count: UInt16(layout.objects))
        slabs[Int(index)].next = unusedSlab
        unusedSlab = index
        caches[Int(slab.cache)].slabs -= 1
        addPages(slab.cache, -(1 << Int64(layout.order)))
        markDirty(slab.cache)
        memory.free(slab.frame, order: layout.order, cpu: cpu, log: &log)
        guard slab.management != 0 else { return }
        let outcome = free(VirtualAddress(slab.management), cpu: cpu, caller: nil, memory: &memory, log: &log)
        precondition(outcome == .freed, "a slab's list was freed before the slab")
    }

    private mutating func addPages(_ cache: UInt32, _ count: Int64) {
        if caches[Int(cache)].flags.contains(.reclaimAccount) {
            reclaimablePages = UInt64(Int64(reclaimablePages) + count)
        } else {
            unreclaimablePages = UInt64(Int64(unreclaimablePages) + count)
        }
    }
}
