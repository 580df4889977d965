import Pages
import ReplayModel

// kmem_cache_shrink: flush_all and __kmem_cache_do_shrink. Source: mm/slub.c.
extension SlubAllocator {
    /// Puts the CPUs' slabs of a cache away, gives back every empty slab, and sorts the partial list, fullest first.
    /// Returns the pages given back.
    @discardableResult
    mutating func shrink(_ cache: CacheID, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        let index = caches[Int(cache.rawValue - 1)].target
        logCache(.shrink, index, log: &log)
        return shrink(index: index, memory: &memory, log: &log)
    }

    /// Shrinks every cache, in order of creation; returns the pages given back.
    mutating func shrinkAll(memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        var pages: UInt64 = 0
        for index in caches.indices where caches[index].isAlive && !caches[index].isAlias && caches[index].slabs > 0 {
            pages += shrink(index: UInt32(index), memory: &memory, log: &log)
        }
        return pages
    }

    mutating func shrink(index cache: UInt32, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) -> UInt64 {
        let before = reclaimablePages + unreclaimablePages
        for cpu in 0..<UInt16(cpus) {
            deactivate(cache, cpu, memory: &memory, log: &log)
            let head = slots[slot(cache, cpu)].partial
            slots[slot(cache, cpu)].partial = SlubCache.none
            unfreeze(from: head, cpu, memory: &memory, log: &log)
        }
        sortPartials(cache, memory: &memory, log: &log)
        return before - reclaimablePages - unreclaimablePages
    }

    /// Takes the empty slabs off the node's list, and moves those with few free objects to its head, by their number; slabs
    /// with equally many come out in reverse order.
    private mutating func sortPartials(_ cache: UInt32, memory: inout some PageSource & ~Copyable, log: inout TransitionLog) {
        var empty: [UInt32] = []
        var promoted: [(free: UInt16, index: UInt32)] = []
        var next = caches[Int(cache)].partialHead
        while next != SlubCache.none {
            let index = next
            let slab = slabs[Int(index)]
            next = slab.next
            let free = slab.objects - slab.inUse
            if slab.inUse == 0 {
                removePartial(index)
                empty.append(index)
            } else if UInt32(free) <= rules.shrinkPromotes {
                removePartial(index)
                promoted.append((free, index))
            }
        }
        // Pushed to the head in turn: the emptiest first, and among equals in the order found (sort is stable).
        promoted.sort { $0.free > $1.free }
        for entry in promoted { linkPartial(entry.index, atTail: false) }
        for index in empty { discard(index, slabs[Int(index)].cpu, memory: &memory, log: &log) }
    }
}
