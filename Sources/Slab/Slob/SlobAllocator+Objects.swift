import Pages
import ReplayModel
import TraceFormat

// kmem_cache_alloc, kmalloc and their undoing. Source: mm/slob.c.
extension SlobAllocator {
    mutating func take(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> FoundObject {
        let geometry = common[cache].geometry
        let isKmalloc = cache == Self.heap && UInt64(bytes) <= rules.common.largestKmalloc
        if isKmalloc { return try takeKmalloc(bytes, request, &common, memory: &memory, log: &log) }
        if geometry.size >= UInt32(pageSize) { return try takePages(cache, bytes: bytes, request, &common, memory: &memory, log: &log) }
        let place = try takeBlock(geometry.size, align: geometry.align, offset: 0, request, &common, memory: &memory, log: &log)
        let object = SlobObject(cache: cache, requested: bytes, page: place.page, bytes: geometry.size, header: 0)
        return enter(object, in: place, &common)
    }

    /// A kmalloc has its size before it.
    private mutating func takeKmalloc(
        _ size: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> FoundObject {
        let isAligned = rules.alignsPowersOfTwo && size.nonzeroBitCount == 1
        let align = isAligned ? max(rules.header, size) : rules.header
        let bytes = size + rules.header
        let offset = rules.alignsPowersOfTwo ? rules.header : 0
        let place = try takeBlock(bytes, align: align, offset: offset, request, &common, memory: &memory, log: &log)
        let object = SlobObject(cache: Self.heap, requested: size, page: place.page, bytes: bytes, header: UInt8(rules.header))
        return enter(object, in: place, &common)
    }

    /// An object of a page and more has a block of its own.
    private mutating func takePages(
        _ cache: CacheID, bytes: UInt32, _ request: ObjectRequest, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> FoundObject {
        let order = common[cache].geometry.order
        let wanted = PageRequest(order: order, gfp: request.gfp, owner: FrameOwner(.slab, id: cache.rawValue), cpu: request.cpu)
        guard let frame = memory.allocate(wanted, log: &log) else { throw OutOfMemory(request: wanted) }
        let page = pages.insert(SlobPage(frame: frame, live: 1, use: .block))
        common.countSlab(page, of: cache, frame, order: order, objects: 0)
        common[cache].activeSlabs += 1
        logBlock(.new, cache, frame, order: order, request.cpu, log: &log)
        let object = SlobObject(cache: cache, requested: bytes, page: page, bytes: UInt32(pageSize) << UInt32(order), header: 0)
        return enter(object, in: Place(page: page, unit: SlobUnit(0), isFresh: true), &common)
    }

    private mutating func enter(_ object: SlobObject, in place: Place, _ common: inout SlabCommon) -> FoundObject {
        let block = UInt64(place.unit.rawValue) * UInt64(SlobRules.unit)
        let address = common.address(of: pages[place.page].frame).rawValue &+ block &+ UInt64(object.header)
        precondition(objects.update(address, object) == nil, "an address was handed out twice")
        common[object.cache].objects += 1
        var found = found(object, at: address, common)
        found.isFresh = place.isFresh
        return found
    }

    mutating func put(
        _ object: FoundObject, _ request: ObjectRequest, _ common: inout SlabCommon,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        guard let known = objects.remove(object.address.rawValue) else { preconditionFailure("a live object has no record") }
        common[object.cache].objects -= 1
        if pages[object.slab].use == .block {
            putPages(object, bytes: known.bytes, request.cpu, &common, memory: &memory, log: &log)
        } else {
            let unit = SlobUnit(object.number.rawValue)
            putBlock(object.slab, at: unit, bytes: known.bytes, request.cpu, &common, memory: &memory, log: &log)
        }
    }

    private mutating func putPages(
        _ object: FoundObject, bytes: UInt32, _ cpu: UInt16, _ common: inout SlabCommon, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) {
        let order = SlabRules.pageOrder(UInt64(bytes))
        logBlock(.discard, object.cache, object.frame, order: order, cpu, log: &log)
        pages[object.slab].use = .none
        pages.remove(object.slab)
        common[object.cache].activeSlabs -= 1
        common.uncountSlab(of: object.cache, object.frame, order: order, objects: 0)
        memory.free(object.frame, order: order, cpu: cpu, log: &log)
    }

    private func logBlock(
        _ operation: SlabOperation, _ cache: CacheID, _ frame: FrameNumber, order: UInt8, _ cpu: UInt16, log: inout TransitionLog
    ) {
        log.append(SlabRow(operation: operation, cache: cache, frame: frame, order: order, objects: 1, inUse: 0, cpu: cpu))
    }
}
