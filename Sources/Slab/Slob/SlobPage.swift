import ReplayModel

/// A page of SLOB's heap, or the pages that an object of a page and more has for itself.
///
/// Invariants, of a page of the heap: freeUnits = sum over its free blocks; these stand in order of address, and no two touch; live
/// blocks and free blocks make up the page; it is on a list exactly when freeUnits > 0.
struct SlobPage: ListedRecord {
    var frame: FrameNumber
    var freeUnits: UInt16 = 0
    /// The first free block, in `SlobAllocator.blocks`.
    var firstFree = SlobBlockIndex.none
    /// Blocks allocated in it.
    var live: UInt16 = 0
    /// Which list it is on; meaningless while it is full.
    var list = SlobList.small
    var isListed = false
    var use: Use
    /// Neighbours on the list; `next` alone among unused records.
    var next = SlabIndex.none
    var previous = SlabIndex.none

    enum Use: UInt8, Sendable {
        case heap
        /// The pages of one object.
        case block
        /// The record is unused.
        case none
    }
}

/// The lists of the heap's pages that have room, by the blocks that they serve (free_slob_small, free_slob_medium, free_slob_large).
enum SlobList: Int, CaseIterable, Sendable {
    /// Blocks below 256 bytes.
    case small
    /// Blocks below 1024 bytes.
    case medium
    case large

    /// The list for a block.
    init(bytes: UInt32) { self = bytes < 256 ? .small : bytes < 1024 ? .medium : .large }
}

/// Where in a page a block begins, in units of 2 bytes.
struct SlobUnit: Hashable, Comparable, Sendable {
    var rawValue: UInt16

    init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// The unit that holds a place in the linear map.
    init(offset: UInt64) { rawValue = UInt16((offset & (pageSize - 1)) / UInt64(SlobRules.unit)) }

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    static func + (a: Self, units: UInt16) -> Self { Self(a.rawValue + units) }
    static func - (a: Self, b: Self) -> UInt16 { a.rawValue - b.rawValue }
}

/// A free block of a page, in `SlobAllocator.blocks`.
struct SlobBlockIndex: RecordIndex { var rawValue: UInt32 }

/// A free block of a page.
struct SlobBlock: LinkedRecord {
    var start: SlobUnit
    var units: UInt16
    /// The next free block of the page, or the next unused record.
    var next: SlobBlockIndex

    var end: SlobUnit { start + units }
}

/// An object that is allocated.
struct SlobObject: Sendable {
    /// `SlobAllocator.heap` for kmalloc.
    var cache = CacheID(0)
    var requested: UInt32 = 0
    var page = SlabIndex.none
    /// Bytes of its block with its header, as it was allocated; for a block of its own, of all its pages.
    var bytes: UInt32 = 0
    /// What of that stands before the object.
    var header: UInt8 = 0
}
