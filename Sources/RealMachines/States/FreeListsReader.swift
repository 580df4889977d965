import Notation
import Pages
import ProcFiles
import Replay
import ReplayModel
import TraceFormat

/// Reads our own state format: the page allocator's lists as JSON (docs/state-format.md).
struct FreeListsReader {
    private let file: String
    private var state = SystemState()
    private var allBlocks: [UInt8]?
    /// Page-block types by number, where a zone (node and kind) has an object of them. Only looked up.
    private var namedBlocks: [Int: [(block: UInt64, type: UInt8)]] = [:]

    static func read(_ root: JSONPlace) throws(TraceError) -> SystemState {
        var reader = FreeListsReader(file: root.file)
        try reader.read(root)
        return reader.state
    }

    private init(file: String) { self.file = file }

    private static let fields = [
        "zones", "pageblock", "pageblock_order", "cpus", "cpu_nodes", "pgdats", "zonelists", "trace_counter",
    ]
    private static let zoneFields = [
        "name", "watermark", "boost", "highatomic", "lowmem", "start", "managed", "spanned", "present", "free", "nr_free", "pcp", "pb",
        "vm_stat_free", "node", "index", "address", "unfolded", "percpu_drift_mark", "flags",
    ]
    private static let perCPUFields = ["count", "high", "batch", "free_factor", "lists", "expire"]

    private mutating func ignore(_ place: JSONPlace, known: [String], prefix: String) {
        for key in place.tree.keys where !known.contains(key) { state.ignore(.stateUnknownField, "\(prefix)\(key)") }
    }

    private mutating func read(_ root: JSONPlace) throws(TraceError) {
        ignore(root, known: Self.fields, prefix: "")
        let zones = try root.member("zones").elements()
        guard !zones.isEmpty else { throw try root.member("zones").error("at least one zone") }
        if let types = root.optional("pageblock") { allBlocks = try self.types(types) }
        for zone in zones { try read(zone: zone) }
        state.pageblockOrder = try root.optional("pageblock_order").map { (place) throws(TraceError) in UInt8(try place.number(10)) }
        if state.pageblockOrder == nil { state.pageblockOrder = try orderOfBlocks(root) }
        try takeNodes(root)
        try share(root)
        try placeNamedBlocks(root)
        let kinds = state.zones.map(\.kind)
        for index in state.zones.indices {
            guard let own = state.zones[index].figures?.protection, !own.isEmpty else { continue }
            state.zones[index].figures!.protection = SystemState.byKind(
                own, kinds: SystemState.builtInKinds(kinds, protections: own.count))
        }
    }

    private static func key(_ zone: ZoneFacts) -> Int { Int(zone.node) << 8 | Int(zone.kind.rawValue) }

    /// `cpu_nodes`: the node of each CPU; `pgdats`: the addresses of the nodes' structs.
    private mutating func takeNodes(_ root: JSONPlace) throws(TraceError) {
        if let nodes = root.optional("cpu_nodes") { state.cpuNodes = try nodes.numbers(255).map { UInt8($0) } }
        for address in try root.optional("pgdats")?.elements() ?? [] { state.nodeAddresses.append(try address.address()) }
    }

    /// `unfolded`: each CPU's changes of free pages that the zone's counter does not know.
    private func takeUncounted(_ place: JSONPlace, _ zone: inout ZoneFacts) throws(TraceError) {
        for (cpu, part) in try place.elements().enumerated() where cpu < zone.perCPU?.count ?? 0 {
            zone.perCPU![cpu].uncounted = Int32(try part.member("free_pages").signed(125))
            zone.countThreshold = try part.optional("threshold").map { (place) throws(TraceError) in UInt32(try place.number(125)) }
        }
    }

    private mutating func read(zone place: JSONPlace) throws(TraceError) {
        ignore(place, known: Self.zoneFields, prefix: "zones[].")
        let name = try place.member("name").string()
        guard let kind = ZoneKind(title: name) else { throw try place.member("name").error("DMA, DMA32, Normal, HighMem or Movable") }
        let node = try place.optional("node").map { (place) throws(TraceError) in UInt8(try place.number(255)) } ?? 0
        guard !state.zones.contains(where: { $0.kind == kind && $0.node == node }) else {
            throw try place.member("name").error("each zone of a node once")
        }
        if !state.namedZones.contains(kind) { state.namedZones.append(kind) }
        var zone = ZoneFacts(kind: kind, node: node)
        zone.address = try place.optional("address").map { (place) throws(TraceError) in try place.address() }
        zone.index = try place.optional("index").map { (place) throws(TraceError) in try place.number(7) }
        zone.figures = try figures(place)
        // A zone without memory, which the kernel lists too.
        if zone.figures?.present == 0 { return }
        zone.lists = try lists(place.member("free"))
        zone.free = zone.lists!.enumerated().reduce(0) { sum, order in
            sum + order.element.reduce(0) { $0 + UInt64($1.count) } << UInt64(order.offset)
        }
        if let own = place.optional("pcp") { zone.perCPU = try perCPU(own) }
        zone.hasDriftMark = try place.optional("percpu_drift_mark").map { (place) throws(TraceError) in try place.number() > 0 }
        if let parts = place.optional("unfolded") { try takeUncounted(parts, &zone) }
        if let types = place.optional("pb") {
            if case .object = types.tree.value {
                namedBlocks[Self.key(zone)] = try numberedTypes(types)
            } else {
                zone.pageblocks = try self.types(types)
            }
        }
        state.zones[state.zone(kind, node: node)] = zone
    }

    private func figures(_ place: JSONPlace) throws(TraceError) -> ZoneFacts.Figures {
        let marks = try place.member("watermark").numbers()
        guard marks.count >= 3 else { throw try place.member("watermark").error("min, low and high") }
        let frames = UInt64(UInt32.max)
        let figures = ZoneFacts.Figures(
            start: try place.member("start").number(frames), spanned: try place.member("spanned").number(frames),
            present: try place.member("present").number(frames), managed: try place.member("managed").number(frames), min: marks[0],
            low: marks[1], high: marks[2],
            highAtomic: try place.optional("highatomic").map { (place) throws(TraceError) in try place.number(frames) },
            protection: try place.optional("lowmem").map { (place) throws(TraceError) in try place.numbers() } ?? [])
        guard figures.managed <= figures.present, figures.present <= figures.spanned, figures.start + figures.spanned < frames else {
            throw place.error("managed ≤ present ≤ spanned")
        }
        return figures
    }

    private func lists(_ place: JSONPlace) throws(TraceError) -> [[[UInt32]]] {
        var lists: [[[UInt32]]] = []
        for order in try place.elements() {
            var types = [[UInt32]](repeating: [], count: Migratetype.allCases.count)
            let given = try order.elements()
            guard given.count <= types.count else { throw order.error("at most \(types.count) migrate types") }
            for (index, list) in given.enumerated() {
                types[type(index, of: given.count)] = try list.numbers(UInt64(UInt32.max - 1)).map { UInt32($0) }
            }
            lists.append(types)
        }
        guard lists.count <= orderCount else { throw place.error("at most \(orderCount) orders") }
        while lists.count < orderCount { lists.append(Array(repeating: [], count: Migratetype.allCases.count)) }
        return lists
    }

    /// Our number of a kernel's migrate type: with CMA built in, CMA stands before Isolate (include/linux/mmzone.h of 6.1).
    private func type(_ index: Int, of count: Int) -> Int { count == 6 && index >= 4 ? 9 - index : index }

    private mutating func perCPU(_ place: JSONPlace) throws(TraceError) -> [ZoneFacts.PerCPUPages] {
        // One processor's pages may stand without the array.
        guard case .array = place.tree.value else { return [try perCPUPages(place)] }
        var perCPU: [ZoneFacts.PerCPUPages] = []
        for element in try place.elements() { perCPU.append(try perCPUPages(element)) }
        return perCPU
    }

    private mutating func perCPUPages(_ place: JSONPlace) throws(TraceError) -> ZoneFacts.PerCPUPages {
        ignore(place, known: Self.perCPUFields, prefix: "zones[].pcp.")
        let limit = UInt64(UInt32.max)
        var lists: [[UInt32]] = []
        for list in try place.member("lists").elements() { lists.append(try list.numbers(limit - 1).map { UInt32($0) }) }
        guard lists.count <= 14 else { throw try place.member("lists").error("at most 14 lists") }
        return ZoneFacts.PerCPUPages(
            count: try place.member("count").number(limit), high: UInt32(try place.member("high").number(limit)),
            batch: UInt32(try place.member("batch").number(limit)),
            freeFactor: try place.optional("free_factor").map { (place) throws(TraceError) in UInt8(try place.number(255)) }, lists: lists)
    }

    private func types(_ place: JSONPlace) throws(TraceError) -> [UInt8] {
        let numbers = try place.numbers(UInt64(Migratetype.allCases.count - 1))
        return numbers.map { UInt8($0) }
    }

    /// An object {"BLOCK": TYPE}, ascending by block.
    private func numberedTypes(_ place: JSONPlace) throws(TraceError) -> [(block: UInt64, type: UInt8)] {
        var types: [(block: UInt64, type: UInt8)] = []
        for key in place.tree.keys {
            guard let block = UInt64(key), block <= UInt64(UInt32.max) else { throw place.error("numbers of page blocks as names") }
            types.append((block, UInt8(try place.member(key).number(UInt64(Migratetype.allCases.count - 1)))))
        }
        return types.sorted { $0.block < $1.block }
    }

    /// Types of page blocks by number: counted from frame 0, or, where they do not fit so, from the zone's first. Blocks that are not named
    /// are Movable, as all are after boot.
    private mutating func placeNamedBlocks(_ root: JSONPlace) throws(TraceError) {
        for index in state.zones.indices {
            guard let named = namedBlocks[Self.key(state.zones[index])], let order = state.pageblockOrder,
                let span = state.zones[index].figures?.span, !span.isEmpty
            else { continue }
            let blocks = (span.lowerBound >> UInt64(order))...((span.upperBound - 1) >> UInt64(order))
            let isAbsolute = named.allSatisfy { blocks.contains($0.block) }
            guard isAbsolute || named.allSatisfy({ $0.block < UInt64(blocks.count) }) else {
                throw try root.member("zones").error("types of page blocks that zone \(state.zones[index].title) has, by number")
            }
            var types = [UInt8](repeating: Migratetype.movable.rawValue, count: blocks.count)
            for (block, type) in named { types[Int(isAbsolute ? block - blocks.lowerBound : block)] = type }
            state.zones[index].pageblocks = types
        }
    }

    /// The order at which the page blocks given cover the zones exactly.
    private func orderOfBlocks(_ root: JSONPlace) throws(TraceError) -> UInt8? {
        func fits(_ order: UInt8) -> Bool {
            let bits = UInt64(order)
            func blocks(_ span: Range<UInt64>) -> UInt64 { span.isEmpty ? 0 : (span.upperBound - 1) >> bits - span.lowerBound >> bits + 1 }
            if let allBlocks {
                let end = state.zones.compactMap { $0.figures?.span.upperBound }.max() ?? 0
                return blocks(0..<end) == UInt64(allBlocks.count)
            }
            return state.zones.allSatisfy { zone in
                if let named = namedBlocks[Self.key(zone)], let span = zone.figures?.span { return blocks(span) == UInt64(named.count) }
                guard let types = zone.pageblocks, let span = zone.figures?.span else { return true }
                return blocks(span) == UInt64(types.count)
            }
        }
        guard allBlocks != nil || !namedBlocks.isEmpty || state.zones.contains(where: { $0.pageblocks != nil }) else { return nil }
        if allBlocks == nil, !(0..<UInt8(orderCount)).contains(where: fits), let order = orderOfNumbers { return order }
        guard let order = (0..<UInt8(orderCount)).reversed().first(where: fits) else {
            throw root.error("as many page-block types as the zones have page blocks of some size")
        }
        return order
    }

    /// Where not every page block is named: 4 MiB or 2 MiB, the larger where all numbers fit into it.
    private var orderOfNumbers: UInt8? {
        guard !namedBlocks.isEmpty else { return nil }
        let last = state.zones.compactMap { zone in
            namedBlocks[Self.key(zone)]?.last.map { (block: $0.block, end: zone.figures?.span.upperBound ?? 0) }
        }
        return [10, 9].first { order in last.allSatisfy { $0.end > 0 && $0.block <= ($0.end - 1) >> UInt64(order) } }
    }

    /// Gives each zone its part of the page-block types of the whole machine.
    private mutating func share(_ root: JSONPlace) throws(TraceError) {
        guard let allBlocks, let order = state.pageblockOrder else { return }
        for index in state.zones.indices where state.zones[index].pageblocks == nil {
            guard let span = state.zones[index].figures?.span, !span.isEmpty else { continue }
            let (first, last) = (Int(span.lowerBound >> UInt64(order)), Int((span.upperBound - 1) >> UInt64(order)))
            guard last < allBlocks.count else { throw try root.member("pageblock").error("a type for each page block of the zones") }
            state.zones[index].pageblocks = Array(allBlocks[first...last])
        }
    }
}
