import ReplayModel

/// Where a slab stands.
public enum SlabList: UInt8, Sendable {
    /// On no list: all its objects are allocated.
    case full
    /// Some CPU's slab.
    case cpu
    /// On some CPU's partial list.
    case cpuPartial
    /// On the node's partial list.
    case nodePartial
    /// The record is unused.
    case unused
}

/// A slab of SLUB (struct slab). Free objects are linked by number through `SlabObject.next`.
///
/// Invariants:
/// - live = objects whose record says so; objects = live + length of `freelist` + (on a CPU) length of the CPU's free list;
/// - inUse = objects - length of `freelist` (so objects that a CPU holds back count as in use);
/// - full: live = objects; cpuPartial and nodePartial: `freelist` is not empty.
struct SlubSlab: ListedRecord {
    var frame: FrameNumber
    var cache: CacheID
    /// Neighbours on the node's partial list; `next` alone on a CPU's partial list and among unused records.
    var next = SlabIndex.none
    var previous = SlabIndex.none
    /// The first of its records in `SlubAllocator.objects`.
    var firstObject: ObjectRecordIndex
    /// On a CPU's partial list: slabs (or free objects) from here to the end of the list, as counted on joining.
    var counted: UInt32 = 0
    var objects: UInt16
    var inUse: UInt16 = 0
    var live: UInt16 = 0
    var freelist = ObjectNumber.none
    /// The processor whose slab it is or on whose partial list it stands.
    var cpu: UInt16 = 0
    var order: UInt8
    var place = SlabList.full

    /// Free objects that stand on its own list.
    var free: UInt16 { objects - inUse }
}

/// One CPU's part of one cache (struct kmem_cache_cpu).
struct SlubCPU: Sendable {
    /// The CPU slab, and its free objects that only this CPU takes.
    var slab = SlabIndex.none
    var freelist = ObjectNumber.none
    /// The CPU's partial slabs, newest first.
    var partial = SlabIndex.none
}

/// What a cache has for all CPUs (struct kmem_cache_node of the one node).
///
/// Invariant: partialCount = length of the partial list.
struct SlubNode: Sendable {
    var partial = RecordList<SlabIndex>()
    var partialCount: UInt32 = 0
    /// Slabs that a CPU's partial list may hold.
    var cpuPartialSlabs: UInt32
}
