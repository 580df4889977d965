import Pages
import ReplayModel
import TraceFormat

// Slabs from pages and back: cache_grow, alloc_slabmgmt, cache_init_objs, slab_destroy. Source: mm/slab.c.
extension ClassicAllocator {
    /// Flags that say where the memory of a list off its slab need not come from.
    private static let constraintFlags: GfpFlags = [.hardwall, .thisNode]

    /// Makes a slab, on no list yet. Throws, with nothing changed, when its pages or its list's memory are not to be had.
    mutating func newSlab(
        _ cache: CacheID, _ request: ObjectRequest, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> SlabIndex {
        let pages = common.slabRequest(cache, isCompound: rules.isCompound, request)
        guard let frame = memory.allocate(pages, log: &log) else { throw OutOfMemory(request: pages) }
        let management: VirtualAddress?
        do throws(OutOfMemory) {
            management = try newManagement(cache, request, &common, memory: &memory, log: &log)
        } catch {
            memory.free(frame, order: pages.order, cpu: request.cpu, log: &log)
            throw error
        }
        let index = recordSlab(cache, frame, &common)
        slabs[index].management = management
        linkObjects(of: index, &common)
        logSlab(.new, index, request.cpu, log: &log)
        return index
    }

    /// The object for a list off its slab, from kmalloc (alloc_slabmgmt); nil where the list is on the slab.
    private mutating func newManagement(
        _ cache: CacheID, _ request: ObjectRequest, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        let layout = caches[cache].layout
        guard layout.management == .offSlab else { return nil }
        let gfp = request.gfp.intersection(SlabCommon.passedFlags).subtracting(Self.constraintFlags)
        let list = common.kmallocCache(UInt64(layout.managementBytes), [], caller: nil)
        return try allocate(
            list, bytes: layout.managementBytes, ObjectRequest(gfp: gfp, cpu: request.cpu), &common, memory: &memory, log: &log)
    }

    private mutating func recordSlab(_ cache: CacheID, _ frame: FrameNumber, _ common: inout SlabCommon) -> SlabIndex {
        let layout = caches[cache].layout
        let count = UInt16(layout.objects)
        var slab = ClassicSlab(
            frame: frame, cache: cache, firstObject: objects.take(count), offset: takeColour(cache) * layout.colourOff)
        if layout.management == .front { slab.offset += layout.managementBytes }
        let index = slabs.insert(slab)
        common.countSlab(index, of: cache, frame, order: layout.order, objects: count)
        common[cache].activeSlabs += 1
        return index
    }

    /// The colour of a new slab: each in turn.
    private mutating func takeColour(_ cache: CacheID) -> UInt32 {
        let current = caches[cache].nextColour
        let following = current + 1 >= caches[cache].layout.colours ? 0 : current + 1
        caches[cache].nextColour = following
        return rules.coloursFromSecond ? following : current
    }

    /// Links all objects of a new slab: by address, or in the cache's random order from a random place on. A list inside
    /// an object keeps the first object drawn for last (shuffle_freelist).
    private mutating func linkObjects(of index: SlabIndex, _ common: inout SlabCommon) {
        let (cache, first) = (slabs[index].cache, slabs[index].firstObject)
        let (count, order) = (common[cache].geometry.objects, common[cache].freelistOrder)
        if order == .none {
            slabs[index].freelist = objects.link(first, count: UInt16(count))
            return
        }
        var place = FreelistPlace(rawValue: common[cache].random.next(below: count))
        if caches[cache].layout.management == .inObject { place.rawValue += 1 }
        slabs[index].freelist = objects.link(
            first, count: UInt16(count), in: common.freelistOrders.objects(order, count: count, from: place))
    }

    /// Gives a slab's pages back, then the object that held its list. Precondition: no object of it is in use and it stands
    /// on no list.
    mutating func destroySlab(
        _ index: SlabIndex, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let slab = slabs[index]
        let layout = caches[slab.cache].layout
        precondition(slab.inUse == 0 && slab.place == .none, "a slab in use is not given back")
        logSlab(.discard, index, cpu, log: &log)
        objects.giveBack(slab.firstObject, count: UInt16(layout.objects))
        slabs.remove(index)
        common[slab.cache].activeSlabs -= 1
        common.uncountSlab(of: slab.cache, slab.frame, order: layout.order, objects: UInt16(layout.objects))
        memory.free(slab.frame, order: layout.order, cpu: cpu, log: &log)
        guard let management = slab.management else { return }
        let outcome = free(management, cache: nil, ObjectRequest(cpu: cpu), &common, memory: &memory, log: &log)
        precondition(outcome == .freed, "a slab's list was freed before the slab")
    }
}
