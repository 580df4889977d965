import ReplayModel

/// Where a slab of SLAB stands.
enum ClassicPlace: UInt8, Sendable {
    case full, partial, free
    /// On no list: the record is unused, or the slab is about to be given back.
    case none
}

/// A slab of SLAB.
///
/// Invariants: inUse = objects that are live or in an array = layout.objects − length of `freelist`; live ≤ inUse;
/// full: inUse = layout.objects; free: inUse = 0.
struct ClassicSlab: Sendable {
    var frame: FrameNumber
    var cache: UInt32
    /// Neighbours on a list; `next` alone among unused records.
    var next = SlubCache.none
    var previous = SlubCache.none
    /// The first of its records in `ClassicAllocator.objects`.
    var firstObject: UInt32
    /// Bytes from the slab's start to its first object: the colour, and a list before the objects.
    var offset: UInt32
    var inUse: UInt16 = 0
    var live: UInt16 = 0
    var freelist = Slab.noObject
    var place = ClassicPlace.none
    /// The object that holds the list of free objects when that is off the slab; 0: none.
    var management: UInt64 = 0
}

/// An array of free objects (struct array_cache): one for each CPU and one that all share. What came last goes first.
///
/// Invariant: avail ≤ the cache's limit; its objects are in slabs of the cache, and `SlabObject.next` is `inArray`.
struct ArrayCache: Sendable {
    /// `SlabObject.next` of an object in an array.
    static let inArray: UInt16 = 0xFFFD

    /// Where it begins in `ClassicAllocator.entries`; `none` before its first use.
    var base = SlubCache.none
    var avail: UInt32 = 0
    /// Used since it was last reaped.
    var isTouched = false
}
