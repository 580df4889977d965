import Notation
import ReplayModel
import Slab
import TraceFormat

/// Reads SLUB's caches as JSON (docs/state-format.md).
struct SlabCachesReader {
    private let file: String
    private var unknown = SystemState()
    /// Cache by first frame of each slab, and those of them whose lists named them.
    private var heads: [UInt32: String] = [:]
    private var listed: Set<UInt32> = []

    /// Where kernels have their linear map: x86-64 with four and five levels of page tables, i386.
    private static let bases: [UInt64] = [0xffff_8880_0000_0000, 0xff11_0000_0000_0000, 0xc000_0000]
    private static let fields = ["caches", "slab_pages"]
    private static let cacheFields = [
        "name", "size", "object_size", "order", "objects", "min_partial", "cpu_partial", "cpu_partial_slabs", "flags", "random_seq",
        "cpu_slab", "cpu_partial_list", "node_partial", "node_nr_partial", "node_nr_slabs", "offset", "refcount", "random", "kmem_cache",
    ]

    static func read(_ root: JSONPlace) throws(TraceError) -> SystemState {
        var reader = SlabCachesReader(file: root.file)
        let caches = try reader.caches(root)
        reader.unknown.slabCaches = caches
        return reader.unknown
    }

    private init(file: String) { self.file = file }

    private mutating func caches(_ root: JSONPlace) throws(TraceError) -> InitialSlabState {
        for key in root.tree.keys where !Self.fields.contains(key) { unknown.ignore(.stateUnknownField, key) }
        try readHeads(try root.member("slab_pages"))
        var state = InitialSlabState()
        var names: Set<String> = []
        // The kernel's list has the newest cache first.
        for place in try root.member("caches").elements().reversed() {
            let cache = try self.cache(place)
            guard names.insert(cache.name).inserted else { throw try place.member("name").error("each cache once") }
            state.caches.append(cache)
        }
        addFull(to: &state)
        if let (frame, name) = heads.filter({ !names.contains($0.value) }).min(by: { $0.key < $1.key }) {
            throw try root.member("slab_pages").error("known caches; frame \(frame) is \(name)'s")
        }
        return state
    }

    private mutating func readHeads(_ place: JSONPlace) throws(TraceError) {
        for key in place.tree.keys {
            guard let frame = UInt32(key), frame < UInt32.max - 1024 else { throw place.error("frame numbers as names") }
            heads[frame] = try place.member(key).string()
        }
    }

    private mutating func cache(_ place: JSONPlace) throws(TraceError) -> InitialSlabState.Cache {
        for key in place.tree.keys where !Self.cacheFields.contains(key) { unknown.ignore(.stateUnknownField, "caches[].\(key)") }
        let limit = UInt64(UInt32.max)
        func number(_ key: String, _ limit: UInt64) throws(TraceError) -> UInt32 { UInt32(try place.member(key).number(limit)) }
        let size = try number("size", 1 << 22)
        let order = UInt8(try number("order", UInt64(orderCount - 1)))
        let objects = try number("objects", 32767)
        guard size > 0, objects > 0, UInt64(objects) == pageSize << UInt64(order) / UInt64(size) else {
            throw place.error("as many objects as fit a slab of this order")
        }
        var cache = InitialSlabState.Cache(
            name: try place.member("name").string(), objectSize: try number("object_size", UInt64(size)), size: size, order: order,
            objects: objects, minPartial: try number("min_partial", limit), cpuPartial: try number("cpu_partial", limit),
            cpuPartialSlabs: try number("cpu_partial_slabs", limit),
            flags: try flags(try place.member("flags")))
        if let sequence = place.optional("random_seq") { cache.sequence = try self.sequence(sequence, cache) }
        try addSlabs(place, to: &cache)
        return cache
    }

    private func flags(_ place: JSONPlace) throws(TraceError) -> UInt32 {
        guard let flags = UInt64(hexadecimal: try place.string()), flags <= UInt64(UInt32.max) else {
            throw place.error("0x and at most 8 digits")
        }
        return UInt32(flags)
    }

    /// The random order, given as byte offsets.
    private func sequence(_ place: JSONPlace, _ cache: InitialSlabState.Cache) throws(TraceError) -> [UInt16] {
        let offsets = try place.numbers(UInt64(cache.size) * UInt64(cache.objects - 1))
        let numbers = offsets.map { UInt16($0 / UInt64(cache.size)) }
        let isWhole = offsets.allSatisfy { $0 % UInt64(cache.size) == 0 }
        guard offsets.isEmpty || (isWhole && offsets.count == Int(cache.objects) && Set(numbers).count == numbers.count) else {
            throw place.error("each object's offset once")
        }
        return numbers
    }

    // MARK: Slabs

    private mutating func addSlabs(_ place: JSONPlace, to cache: inout InitialSlabState.Cache) throws(TraceError) {
        let own = try place.member("cpu_slab")
        let partial = try place.member("cpu_partial_list")
        if case .array = own.tree.value {
            for (cpu, slab) in try own.elements().enumerated() { try add(slab, .cpu, UInt16(clamping: cpu), to: &cache) }
            for (cpu, list) in try partial.elements().enumerated() { try add(partial: list, UInt16(clamping: cpu), to: &cache) }
        } else {
            try add(own, .cpu, 0, to: &cache)
            try add(partial: partial, 0, to: &cache)
        }
        for slab in try place.member("node_partial").elements() { try add(slab, .nodePartial, 0, to: &cache) }
    }

    private mutating func add(partial list: JSONPlace, _ cpu: UInt16, to cache: inout InitialSlabState.Cache) throws(TraceError) {
        for slab in try list.elements().reversed() { try add(slab, .cpuPartial, cpu, to: &cache) }
    }

    private mutating func add(_ place: JSONPlace, _ list: SlabList, _ cpu: UInt16, to cache: inout InitialSlabState.Cache)
        throws(TraceError)
    {
        if case .null = place.tree.value { return }
        let address = try place.member("va")
        guard let value = UInt64(hexadecimal: try address.string()),
            let base = Self.bases.first(where: { $0 <= value && heads[number(value, $0)] == cache.name })
        else { throw address.error("the address of one of the cache's slab_pages in the linear map") }
        let frame = number(value, base)
        guard listed.insert(frame).inserted else { throw address.error("each slab once") }
        let objects = UInt16(try place.member("objects").number(UInt64(cache.objects)))
        var slab = SlabSnapshot(
            frame: FrameNumber(frame), order: order(of: objects, cache), objects: objects, place: list, cpu: cpu)
        slab.freelist = try free(try place.member("freelist"), value, objects, cache)
        if list == .cpu { slab.cpuFreelist = try free(try place.member("cpu_freelist"), value, objects, cache) }
        let all = slab.freelist + slab.cpuFreelist
        guard Set(all).count == all.count else { throw place.error("each free object once") }
        if list != .cpu, slab.freelist.isEmpty { throw place.error("a free object in a slab of a partial list") }
        cache.slabs.append(slab)
    }

    /// The frame at an address of the linear map.
    private func number(_ address: UInt64, _ base: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: (address &- base) >> pageShift) }

    /// The order of a slab of so many objects: the cache's, or the least that holds them where no larger block was to be had.
    private func order(of objects: UInt16, _ cache: InitialSlabState.Cache) -> UInt8 {
        if UInt32(objects) == cache.objects { return cache.order }
        return (0...cache.order).first { pageSize << UInt64($0) / UInt64(cache.size) >= UInt64(objects) } ?? cache.order
    }

    /// A free list of addresses as object numbers.
    private func free(
        _ place: JSONPlace, _ start: UInt64, _ objects: UInt16, _ cache: InitialSlabState.Cache
    ) throws(TraceError) -> [UInt16] {
        var numbers: [UInt16] = []
        for element in try place.elements() {
            guard let address = UInt64(hexadecimal: try element.string()), address >= start, (address - start) % UInt64(cache.size) == 0,
                (address - start) / UInt64(cache.size) < UInt64(objects)
            else { throw element.error("the address of an object of the slab") }
            numbers.append(UInt16((address - start) / UInt64(cache.size)))
        }
        return numbers
    }

    /// Slabs on no list are full. They are of the cache's order, or of the least where another slab begins inside them.
    private func addFull(to state: inout InitialSlabState) {
        var full: [String: [UInt32]] = [:]
        for frame in heads.keys.sorted() where !listed.contains(frame) { full[heads[frame]!, default: []].append(frame) }
        for index in state.caches.indices {
            let cache = state.caches[index]
            for frame in full[cache.name] ?? [] {
                let span = UInt32(1) << UInt32(cache.order)
                let isWhole = frame & (span - 1) == 0 && !(frame + 1..<frame + span).contains { heads[$0] != nil }
                var order: UInt8 = isWhole ? cache.order : 0
                while pageSize << UInt64(order) < UInt64(cache.size) { order += 1 }
                let objects = UInt16(pageSize << UInt64(order) / UInt64(cache.size))
                state.caches[index].slabs.append(SlabSnapshot(frame: FrameNumber(frame), order: order, objects: objects, place: .full))
            }
        }
    }
}
