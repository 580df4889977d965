import ReplayModel
import TraceFormat

/// A page of SLOB's heap.
///
/// Invariants: freeUnits = sum over its free blocks; these stand in order of address, and no two touch; live blocks and free
/// blocks make up the page; it is on a list exactly when freeUnits > 0.
struct SlobPage: Sendable {
    var frame: FrameNumber
    var freeUnits: UInt16
    /// The first free block, in `SlobAllocator.blocks`.
    var firstFree: UInt32
    /// Blocks allocated in it.
    var live: UInt16 = 0
    /// Which list it is on; meaningless while it is full.
    var list: UInt8
    var isListed = false
    var isUsed = true
    /// Neighbours on the list; `next` alone among unused records.
    var next = SlubCache.none
    var previous = SlubCache.none
}

/// A free block of a page.
struct SlobBlock: Sendable {
    /// In units from the page's start.
    var start: UInt16
    var units: UInt16
    /// The next free block of the page, or the next unused record.
    var next: UInt32
}

/// An object that is allocated.
struct SlobObject: Sendable {
    /// Number of its cache, 0 for kmalloc.
    var cache: UInt32
    var requested: UInt32
    /// Its page; `SlubCache.none` for an object of a page and more, which has a block of its own.
    var page: UInt32
    /// Bytes of its block with its header, as it was allocated; for a block of its own, of all its pages.
    var bytes: UInt32
    /// What of that stands before the object.
    var header: UInt8
}

/// A cache: for SLOB no more than a name, a size and an alignment. Number 0 stands for kmalloc and for the heap's pages, which
/// all caches share.
///
/// Invariants: live and requested = count and sum over its objects; slabs = pages of the heap (number 0), or blocks that
/// its objects of a page and more have for themselves.
struct SlobCache: Sendable {
    let id: CacheID
    let name: NameID
    var flags: SlabFlags
    /// Bytes as asked for, and with the footer.
    var objectSize: UInt32
    var size: UInt32
    var align: UInt32
    var order: UInt8
    var isAlive = true
    var isDirty = false
    var live: UInt64 = 0
    var slabs: UInt64 = 0
    var requested: UInt64 = 0
}
