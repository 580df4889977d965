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

/// A slab (struct slab). Free objects are linked by number through `SlabObject.next`.
///
/// Invariants:
/// - live = objects whose record says so; objects = live + length of `freelist` + (on a CPU) length of the CPU's free list;
/// - inUse = objects - length of `freelist` (so objects that a CPU holds back count as in use);
/// - full: live = objects; cpuPartial and nodePartial: `freelist` is not empty.
struct Slab: Sendable {
    static let noObject = UInt16.max

    var frame: FrameNumber
    var cache: UInt32
    /// Neighbours on the node's partial list; `next` alone on a CPU's partial list and among unused records.
    var next = SlubCache.none
    var previous = SlubCache.none
    /// The first of its records in `SlubAllocator.objects`.
    var firstObject: UInt32
    /// On a CPU's partial list: slabs (or free objects) from here to the end of the list, as counted on joining.
    var counted: UInt32 = 0
    var objects: UInt16
    var inUse: UInt16 = 0
    var live: UInt16 = 0
    var freelist = Slab.noObject
    /// The processor whose slab it is or on whose partial list it stands.
    var cpu: UInt16 = 0
    var order: UInt8
    var place = SlabList.full
}

/// An object of a slab.
struct SlabObject: Sendable {
    /// `next` of an object that is allocated.
    static let isLive: UInt16 = 0xFFFE

    /// Bytes asked for, while it is allocated.
    var requested: UInt32 = 0
    /// The next free object's number, `Slab.noObject` at the end, or `isLive`.
    var next: UInt16 = Slab.noObject
}

/// One CPU's part of one cache (struct kmem_cache_cpu).
struct CpuSlot: Sendable {
    /// Its slab, and that slab's free objects that only this CPU takes.
    var slab = SlubCache.none
    var freelist = Slab.noObject
    /// Its partial slabs, newest first.
    var partial = SlubCache.none
}

/// A kmalloc that has pages of its own.
struct LargeAllocation: Sendable {
    var frame: FrameNumber
    var requested: UInt64
    var order: UInt8
    /// The next unused record.
    var next = SlubCache.none
}
