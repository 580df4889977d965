import Pages
import ReplayModel
import TraceFormat

// What a recording that names objects needs of SLUB beyond its own calls: what it would answer, and the ways back to the recorded
// state when it would have answered something else.
extension SlubAllocator {
    /// The object that the next allocation on a CPU gets; nil: it needs a new slab.
    func nextObject(_ cache: UInt32, _ cpu: UInt16) -> VirtualAddress? {
        let place = slots[slot(cache, cpu)]
        if place.freelist != Slab.noObject { return address(of: place.freelist, in: slabs[Int(place.slab)]) }
        let partial = place.partial == SlubCache.none ? caches[Int(cache)].partialHead : place.partial
        for index in [place.slab, partial] where index != SlubCache.none && slabs[Int(index)].freelist != Slab.noObject {
            return address(of: slabs[Int(index)].freelist, in: slabs[Int(index)])
        }
        return nil
    }

    /// Enters a slab on the given pages as the CPU's, as when the CPU found nothing free and asked for them. What it had until then
    /// is put away as the kernel does: it had left that slab before it asked, so objects freed into it since stand on
    /// the slab's own list, and the slab on the CPU's partial list (___slab_alloc and __slab_free, mm/slub.c of 6.1).
    /// `first`: the object where a random order begins, which the kernel draws; nil: by address.
    mutating func beginSlab(
        _ cache: UInt32, _ frame: FrameNumber, order: UInt8, first: UInt16?, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        leaveSlab(cache, cpu, memory: &memory, log: &log)
        let index = addSlab(cache, frame, order, cpu, log: &log)
        if let first { beginOrder(of: index, at: first) }
        let place = slot(cache, cpu)
        slots[place].slab = index
        slabs[Int(index)].place = .cpu
        logSlab(.activate, index, cpu, log: &log)
        loadFreelist(of: index, place)
    }

    private mutating func leaveSlab(_ cache: UInt32, _ cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        let place = slot(cache, cpu)
        let index = slots[place].slab
        guard index != SlubCache.none else { return }
        giveBackFreelist(slots[place].freelist, to: index)
        slots[place].slab = SlubCache.none
        slots[place].freelist = Slab.noObject
        slabs[Int(index)].place = .full
        if slabs[Int(index)].freelist == Slab.noObject {
            logSlab(.full, index, cpu, log: &log)
        } else if rules.cpuPartial != .absent {
            freeze(index, cpu, memory: &memory, log: &log)
        } else {
            addPartial(index, atTail: true, log: &log)
        }
    }

    /// Whether new slabs of a cache begin at a random object.
    func beginsAtRandom(_ cache: UInt32) -> Bool {
        caches[Int(cache)].sequence != SlubCache.none && caches[Int(cache)].geometry.objects > 1
    }

    /// Links a slab's objects, all free, in the cache's random order from an object on. No change where the cache has no such order.
    private mutating func beginOrder(of index: UInt32, at object: UInt16) {
        let slab = slabs[Int(index)]
        guard beginsAtRandom(slab.cache) else { return }
        let start = Int(caches[Int(slab.cache)].sequence)
        let order = sequences[start..<start + Int(caches[Int(slab.cache)].geometry.objects)]
        guard let place = order.firstIndex(of: object) else { return }
        var next = Slab.noObject
        for entry in (order[place...] + order[..<place]).reversed() where entry < slab.objects {
            objects[slab.firstObject + UInt32(entry)] = SlabObject(requested: 0, next: next)
            next = entry
        }
        slabs[Int(index)].freelist = next
    }

    /// Caches of such objects other than kmalloc's, oldest first.
    func caches(objectSize: UInt64, size: UInt64) -> [UInt32] {
        let named = kmallocCaches.elements
        return caches.indices.filter {
            caches[$0].isAlive && !caches[$0].isAlias && UInt64(caches[$0].geometry.objectSize) == objectSize
                && UInt64(caches[$0].geometry.size) == size && !named.contains(UInt32($0))
        }.map { UInt32($0) }
    }

    /// How many free objects a CPU would hand out before this one, up to `limit`; nil: more, or it does not get there without a new
    /// slab.
    func distance(to object: UInt16, of index: UInt32, cpu: UInt16, limit: Int) -> Int? {
        let cache = slabs[Int(index)].cache
        let place = slots[slot(cache, cpu)]
        var passed = 0
        if place.slab != SlubCache.none {
            for head in [place.freelist, slabs[Int(place.slab)].freelist] {
                if pass(from: head, in: place.slab, to: object, of: index, &passed, limit) { return passed }
            }
        }
        for head in [place.partial, caches[Int(cache)].partialHead] {
            var at = head
            while at != SlubCache.none, passed <= limit {
                if pass(from: slabs[Int(at)].freelist, in: at, to: object, of: index, &passed, limit) { return passed }
                at = slabs[Int(at)].next
            }
        }
        return nil
    }

    /// Walks a free list; whether it meets the object, `passed` others later.
    private func pass(
        from head: UInt16, in slab: UInt32, to object: UInt16, of index: UInt32, _ passed: inout Int, _ limit: Int
    ) -> Bool {
        var at = head
        while at != Slab.noObject, passed <= limit {
            if slab == index, at == object { return true }
            passed += 1
            at = objects[slabs[Int(slab)].firstObject + UInt32(at)].next
        }
        return false
    }
}
