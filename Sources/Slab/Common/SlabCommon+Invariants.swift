import Pages
import ReplayModel

// The invariants of `SlabCommon`, counted naively.
extension SlabCommon {
    /// Stops the program when the state contradicts itself or the frames' owners. O(caches + large kmallocs).
    func checkInvariants(memory: borrowing some PageSource & ~Copyable) {
        for index in caches.indices {
            let cache = caches[index]
            precondition(cache.live <= cache.objects && cache.activeSlabs <= cache.slabs, "more is in use than there is")
            precondition(cache.isDirty == dirty.elements.contains(cache.id), "a cache's row is forgotten")
        }
        checkNames()
        var pages: UInt64 = 0
        for index in large.indices where frames[large[index].frame] == .large(index) {
            precondition(memory.owner(of: large[index].frame).kind == .largeKmalloc, "a large kmalloc's frame has another owner")
            pages += 1 << UInt64(large[index].order)
        }
        precondition(pages == largePages, "pages of large kmallocs are miscounted")
    }

    /// A cache is referred to by each of its names; its own may be gone before those of its aliases.
    private func checkNames() {
        var names = [UInt32](repeating: 0, count: caches.count + 1)
        for index in caches.indices where self.cache(named: caches[index].name) == caches[index].id {
            names[Int(caches[index].target.rawValue)] += 1
        }
        for index in caches.indices where !caches[index].isAlias {
            precondition(names[Int(caches[index].id.rawValue)] == UInt32(caches[index].references), "a cache's names are miscounted")
        }
    }

    /// The frames of a slab must be its cache's and lead to it.
    func checkFrames(
        of slab: SlabIndex, _ cache: CacheID, _ frame: FrameNumber, order: UInt8, memory: borrowing some PageSource & ~Copyable
    ) {
        for number in frame.rawValue..<frame.rawValue + (1 << UInt32(order)) {
            let owner = memory.owner(of: FrameNumber(number))
            precondition(owner.kind == .slab && owner.id == cache.rawValue, "a slab's frame has another owner")
            precondition(frames[FrameNumber(number)] == .slab(slab), "a slab's frame is not found")
        }
    }
}
