import Pages
import ReplayModel

// kmem_cache_shrink: flush_all and __kmem_cache_do_shrink. Source: mm/slub.c.
extension SlubAllocator {
    /// Puts the CPUs' slabs of a cache away, gives back every empty slab, and sorts the partial list, fullest first.
    mutating func shrink(
        _ cache: CacheID, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        for cpu in 0..<common.cpus {
            deactivate(cache, cpu, &common, memory: &memory, log: &log)
            let place = cpuSlabs.index(cache, cpu)
            let head = cpuSlabs[place].partial
            cpuSlabs[place].partial = .none
            unfreeze(from: head, cpu, &common, memory: &memory, log: &log)
        }
        sortPartials(cache, &common, memory: &memory, log: &log)
    }

    /// Takes the empty slabs off the node's list, and moves those with few free objects to its head, by their number; slabs
    /// with equally many come out in reverse order.
    private mutating func sortPartials(
        _ cache: CacheID, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        var empty: [SlabIndex] = []
        var promoted: [(free: UInt16, index: SlabIndex)] = []
        var next = nodes[cache].partial.head
        while next != .none {
            let index = next
            let slab = slabs[index]
            next = slab.next
            if slab.inUse == 0 {
                removePartial(index, &common)
                empty.append(index)
            } else if UInt32(slab.free) <= rules.shrinkPromotes {
                removePartial(index, &common)
                promoted.append((slab.free, index))
            }
        }
        // Pushed to the head in turn: the emptiest first, and among equals in the order found (sort is stable).
        promoted.sort { $0.free > $1.free }
        for entry in promoted { linkPartial(entry.index, atTail: false, &common) }
        for index in empty { discard(index, slabs[index].cpu, &common, memory: &memory, log: &log) }
    }
}
