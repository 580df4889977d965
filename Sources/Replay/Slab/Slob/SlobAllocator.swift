import ReplayModel
import TraceFormat

/// The SLOB allocator (mm/slob.c of Linux 6.1; `SlobRules` says what other generations do otherwise).
///
/// A heap of single pages, cut into blocks of 2-byte units. Pages with room stand on one of three lists, by the size of the
/// blocks they serve; a request takes the first page of its list that has room and in it the first free block that fits, and
/// the list then begins with that page. A freed block joins its free neighbours; a page that is all free goes back at once;
/// one that was full joins the list of the freed block's size. kmalloc puts the size before the block. Requests of a
/// page and more have pages of their own.
///
/// Caches have no slabs: their objects lie among all others. The rows say so: cache 1, `slob`, owns the heap's pages (its slabs) and
/// stands for kmalloc's objects; other caches have objects and, when these take a page or more, blocks of their own.
///
/// Modelled: all of that, with the order of lists and blocks. Left out: NUMA, the memory of descriptors (each takes a
/// block of the heap), constructors, RCU-delayed freeing.
///
/// Invariants (`checkInvariants`): those of `SlobPage` and `SlobCache`; frames of the heap are owned by `.slab` with the id of
/// cache 1, frames of an object of a page and more with its cache's, large kmallocs by `.largeKmalloc`.
public struct SlobAllocator: ~Copyable, Sendable {
    let rules: SlobRules
    let linearBase: UInt64

    var caches: [SlobCache] = []
    var pages: [SlobPage] = []
    var unusedPage = SlubCache.none
    var blocks: [SlobBlock] = []
    var unusedBlock = SlubCache.none
    /// First and last page of each list.
    var heads = [ClassicList](repeating: ClassicList(), count: 3)
    /// By address. Looked up, never iterated but to check.
    var objects: [UInt64: SlobObject] = [:]
    var large = LargeStore()
    var frames = FrameMap()
    var cachesByName = NumberTable(filler: UInt32(0))
    var dirty: [UInt32] = []

    /// All pages of SLOB are unreclaimable (NR_SLAB_UNRECLAIMABLE_B).
    public var reclaimablePages: UInt64 { 0 }
    public internal(set) var unreclaimablePages: UInt64 = 0
    public var largePages: UInt64 { large.pages }

    /// An allocator without caches; takes no pages.
    init(profile: MachineProfile) {
        rules = SlobRules(profile: profile)
        linearBase = profile.architecture.linearBase
    }

    /// Makes the one cache that stands for the heap.
    mutating func boot(names: inout NameTable, log: inout TransitionLog) {
        precondition(caches.isEmpty, "boot comes first and once")
        append(
            SlobCache(
                id: CacheID(1), name: names.intern("slob"), flags: [], objectSize: UInt32(pageSize), size: UInt32(pageSize),
                align: rules.header, order: 0), log: &log)
    }

    @inline(__always)
    func address(of page: UInt32, unit: UInt16) -> UInt64 {
        linearBase &+ UInt64(pages[Int(page)].frame.rawValue) << pageShift &+ UInt64(unit) * UInt64(SlobRules.unit)
    }

    @inline(__always)
    mutating func markDirty(_ cache: UInt32) {
        if caches[Int(cache)].isDirty { return }
        caches[Int(cache)].isDirty = true
        dirty.append(cache)
    }
}
