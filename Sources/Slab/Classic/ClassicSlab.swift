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
struct ClassicSlab: ListedRecord {
    var frame: FrameNumber
    var cache: CacheID
    /// Neighbours on a list; `next` alone among unused records.
    var next = SlabIndex.none
    var previous = SlabIndex.none
    /// The first of its records in `ClassicAllocator.objects`.
    var firstObject: ObjectRecordIndex
    /// Bytes from the slab's start to its first object: the colour, and a list before the objects.
    var offset: UInt32
    var inUse: UInt16 = 0
    var live: UInt16 = 0
    var freelist = ObjectNumber.none
    var place = ClassicPlace.none
    /// The object that holds the list of free objects when that is off the slab; nil: none.
    var management: VirtualAddress?
}
