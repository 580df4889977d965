import ReplayModel

/// The SLUB allocator (mm/slub.c of Linux 6.1; `SlubRules` says what other generations do otherwise).
///
/// A slab is a block of pages cut into equal objects. Each CPU takes objects from one slab of its own, through a free
/// list that only it uses (`SlubCPU.freelist`), and refills that list, in this order, from: what other CPUs freed into the
/// same slab; the slabs on its own partial list; the node's partial list (one slab to take from, some more for its own
/// partial list); new pages. A freed object goes to the head of a free list: the CPU's, when the slab is the CPU's own,
/// else the slab's. The first object freed in a full slab puts the slab on the freeing CPU's partial list; when that list
/// holds enough, all of it moves to the node's. A slab that empties on the node's list is given back when the list holds
/// `minPartial` others.
///
/// Modelled: geometry, order of free lists and of partial lists, merging, shrinking, kmalloc and krealloc, freelist
/// randomisation with the profile's seed. Left out: debugging options, NUMA (one node), bulk calls, the memory that the
/// kernel's own descriptors of caches take, RCU-delayed frees (a trace frees when the kernel does), 6.18's sheaves.
///
/// Invariants (`checkInvariants`):
/// - every slab stands in exactly one place: some CPU's slab, some CPU's partial list, its node's list, or none when full;
/// - no object is both live and on a free list, and every object is one of both;
/// - a cache's figures equal what counting its slabs gives;
/// - frames of slabs are owned by `.slab` with the cache's id, frames of large kmallocs by `.largeKmalloc`.
struct SlubAllocator: ~Copyable, Sendable {
    let rules: SlubRules
    var nodes = SlabBuffer<SlubNode>()
    var cpuSlabs: PerCPUTable<SlubCPU>
    var slabs = RecordTable<SlubSlab>()
    var objects = ObjectStore()

    /// An allocator without caches; takes no pages.
    init(rules: SlubRules, cpus: UInt16) {
        self.rules = rules
        cpuSlabs = PerCPUTable(columns: cpus)
    }

    /// An object of a slab as it is now.
    @inline(__always)
    func found(_ number: ObjectNumber, of index: SlabIndex, _ common: borrowing SlabCommon) -> FoundObject {
        let slab = slabs[index]
        let size = common[slab.cache].geometry.size
        let record = objects[slab.firstObject, number]
        return FoundObject(
            cache: slab.cache, address: VirtualAddress(common.address(of: slab.frame).rawValue &+ UInt64(number.rawValue) * UInt64(size)),
            frame: slab.frame, slab: index, number: number, given: size, requested: record.requested, isLive: record.next == .live)
    }

    func isLive(_ object: ObjectNumber, of slab: SlabIndex) -> Bool { objects[slabs[slab].firstObject, object].next == .live }
}

extension SlubAllocator: SlabAlgorithm {
    mutating func addCache(_ properties: CacheProperties, _ common: inout SlabCommon) -> CacheGeometry {
        let geometry = rules.geometry(objectSize: properties.objectSize, align: properties.align, flags: properties.flags)
        append(cpuPartialSlabs: rules.cpuPartialSlabs(geometry))
        return geometry
    }

    mutating func addAlias(of cache: CacheID, _ common: inout SlabCommon) { append(cpuPartialSlabs: nodes[cache].cpuPartialSlabs) }

    /// The part of a new cache.
    mutating func append(cpuPartialSlabs: UInt32) {
        nodes.append(SlubNode(cpuPartialSlabs: cpuPartialSlabs))
        cpuSlabs.addRow(SlubCPU())
    }

    @inline(__always)
    mutating func object(at offset: UInt64, in index: SlabIndex, _ common: inout SlabCommon) -> FoundObject? {
        let slab = slabs[index]
        let size = common[slab.cache].geometry.size
        // A slab is no larger than the largest block, so 32 bits hold the place in it.
        let inside = UInt32(truncatingIfNeeded: offset &- UInt64(slab.frame.rawValue) << pageShift)
        let number = inside / size
        guard number * size == inside, number < slab.objects else { return nil }
        return found(ObjectNumber(UInt16(truncatingIfNeeded: number)), of: index, common)
    }

    /// krealloc stays within the bytes from one object to the next.
    mutating func resize(_ object: FoundObject, to bytes: UInt64, _ common: inout SlabCommon) -> Bool {
        guard bytes <= object.given else { return false }
        objects[slabs[object.slab].firstObject, object.number].requested = UInt32(bytes)
        return true
    }
}
