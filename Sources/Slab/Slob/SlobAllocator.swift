import Pages
import ReplayModel

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
/// Invariants (`checkInvariants`): those of `SlobPage`; a cache has as many slabs as its objects of a page and more have
/// blocks, cache 1 as many as the heap has pages; frames of the heap are owned by `.slab` with the id of
/// cache 1, frames of an object of a page and more with its cache's, large kmallocs by `.largeKmalloc`.
struct SlobAllocator: ~Copyable, Sendable {
    /// Stands for kmalloc and for the heap's pages, which all caches share.
    static let heap = CacheID(1)

    let rules: SlobRules
    var pages = RecordTable<SlobPage>()
    var blocks = RecordTable<SlobBlock>()
    /// By `SlobList`.
    var lists = [RecordList<SlabIndex>](repeating: RecordList(), count: SlobList.allCases.count)
    /// By address.
    var objects = NumberTable(filler: SlobObject())

    /// An allocator without caches; takes no pages.
    init(rules: SlobRules) { self.rules = rules }

    /// An object that is allocated.
    func found(_ object: SlobObject, at address: UInt64, _ common: borrowing SlabCommon) -> FoundObject {
        FoundObject(
            cache: object.cache, address: VirtualAddress(address), frame: pages[object.page].frame, slab: object.page,
            number: ObjectNumber(SlobUnit(offset: address &- UInt64(object.header) &- common.linearDistance).rawValue),
            given: SlabRules.roundUp(object.bytes, to: SlobRules.unit), requested: object.requested, isLive: true)
    }
}

extension SlobAllocator: SlabAlgorithm {
    mutating func addCache(_ properties: CacheProperties, _ common: inout SlabCommon) -> CacheGeometry {
        var geometry = rules.geometry(properties)
        if common.caches.isEmpty {
            // The heap: its pages are cut as it comes.
            geometry.align = properties.align
            geometry.objects = 0
        }
        return geometry
    }

    mutating func addAlias(of cache: CacheID, _ common: inout SlabCommon) { preconditionFailure("SLOB merges no caches") }

    mutating func object(at offset: UInt64, in page: SlabIndex, _ common: inout SlabCommon) -> FoundObject? {
        let address = common.linearDistance &+ offset
        if let object = objects[address] { return found(object, at: address, common) }
        let unit = SlobUnit(offset: offset)
        var block = pages[page].firstFree
        while block != .none {
            let free = blocks[block]
            if unit >= free.start && unit < free.end {
                return FoundObject(
                    cache: Self.heap, address: VirtualAddress(address), frame: pages[page].frame, slab: page,
                    number: ObjectNumber(unit.rawValue), given: 0, requested: 0, isLive: false)
            }
            block = free.next
        }
        return nil
    }

    /// krealloc stays within the last unit of the block (ksize).
    mutating func resize(_ object: FoundObject, to bytes: UInt64, _ common: inout SlabCommon) -> Bool {
        guard var known = objects[object.address.rawValue] else { preconditionFailure("a live object has no record") }
        guard bytes <= UInt64(SlabRules.roundUp(known.bytes - UInt32(known.header), to: SlobRules.unit)) else { return false }
        known.requested = UInt32(bytes)
        objects.update(object.address.rawValue, known)
        return true
    }

    /// SLOB keeps nothing back.
    mutating func shrink(
        _ cache: CacheID, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {}
}
