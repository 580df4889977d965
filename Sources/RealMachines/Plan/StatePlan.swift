import Pages
import Replay
import ReplayModel
import TraceFormat

/// A machine that a state fits, and the state in that machine's terms.
///
/// What the state says of zones replaces the profile's RAM, zones and reserved ranges. What it does not say is chosen by rules that
/// depend on nothing but the state and the profile:
/// - which frames are holes: the profile's RAM map where it has as many in each zone, then /proc/iomem's, then the 384 KiB below
///   1 MiB, then the ends of the longest stretches without a free frame;
/// - which frames are reserved: those that /proc/kpageflags calls so; then the kernel's image and the first MiB, then the profile's
///   reserved ranges, then the begins of the longest stretches without a free frame;
/// - where free blocks lie of which only the number is known: `BlockPlacement`.
package struct StatePlan: Sendable {
    package internal(set) var profile: MachineProfile
    package internal(set) var start: StartState
    /// What was odd about the files, and how often.
    package internal(set) var counters: [OddityCount]

    let state: SystemState
    let placement: Placement
    /// The machine as it was given.
    private let base: MachineProfile
    var pages = InitialPageState()
    /// Frames of the slabs that the state names.
    let slabFrames: FrameRuns

    /// A zone of the machine to be.
    struct Extent {
        var kind: ZoneKind
        var node: UInt8 = 0
        var span: Range<UInt64>
        var ram: FrameRuns
        /// nil: as the profile's reserved ranges leave it.
        var managed: UInt64?
        /// Frames that the state names as free, in the buddy or on a per-CPU list, or as slabs.
        var named = FrameRuns()

        /// Its name in messages.
        var title: String { node == 0 ? kind.title : "\(node)/\(kind.title)" }
    }

    /// Errors: `TraceError` where the state contradicts itself or tells nothing of the page allocator.
    package init(_ state: SystemState, base: MachineProfile, placement: Placement, isNearest: Bool = false) throws(TraceError) {
        self.state = state
        slabFrames = Self.frames(of: state.slabCaches)
        self.placement = placement
        self.base = base
        profile = base
        counters = []
        start = StartState(sources: state.sources)
        counters = state.unknown
        for (oddity, detail) in state.architectureOddities(isNearest: isNearest) { counters.add(oddity, detail: detail) }
        guard state.flags != nil || state.zones.contains(where: { $0.blockCounts != nil }) else {
            throw error("tells nothing of the page allocator", expected: "free lists, kpageflags, buddyinfo or pagetypeinfo")
        }
        let isWide = profile.architecture.pointerSize == 8
        if let odd = state.zones.first(where: { $0.kind == (isWide ? .highMem : .dma32) }) {
            throw error(
                "zone \(odd.kind.title) is none of a \(isWide ? 64 : 32)-bit machine",
                expected: "a machine other than \(base.name) (without --machine the nearest is taken)")
        }
        if let order = state.pageblockOrder {
            // Large pages are 2 MiB with PAE and 4 MiB without (arch/x86/include/asm/pgtable_32_types.h).
            if order == 9, profile.architecture == .i386 { profile.architecture = .i386PAE }
            profile.architecture.pageblockOrder = order
        }
        profile.pages.initMemory = []
        let cpus = state.zones.map { $0.perCPU?.count ?? 0 }.max() ?? 0
        if cpus > 0 { profile.cpus = UInt16(clamping: min(cpus, 4096)) }
        if !state.cpuNodes.isEmpty { profile.cpuNodes = state.cpuNodes }
        if let swap = state.swapBytes { profile.vm.swapSize = swap }
        try layOut()
        pages.reservedIsAssumed = state.flags == nil
        placeStructs()
        pages.used = state.flags?.used ?? []
        start.pages = pages
        takePromises()
        try addSlabs()
        profile.name += " with the memory of " + state.sources.map(\.name).joined(separator: " ")
    }

    /// What /proc/meminfo says of memory promised, and of page cache that can be reclaimed. kB to pages.
    private mutating func takePromises() {
        guard let info = state.memInfo else { return }
        start.committedPages = (info["Committed_AS"] ?? 0) >> (pageShift - 10)
        let (cached, shared) = (info["Cached"] ?? 0, info["Shmem"] ?? 0)
        start.cachedPages = (cached - min(cached, shared)) >> (pageShift - 10)
    }

    func error(_ problem: String, expected: String) -> TraceError {
        TraceError(file: state.sources.map(\.name).joined(separator: ", "), problem: problem, expected: expected)
    }

    mutating func note(_ oddity: Oddity, _ count: UInt64 = 1) { counters.add(oddity, count) }

    /// Zones, RAM and reserved ranges, and in them the free blocks.
    private mutating func layOut() throws(TraceError) {
        let known = state.zones.filter { $0.figures != nil }
        guard known.isEmpty || known.count == state.zones.count else {
            let missing = state.zones.first { $0.figures == nil }!
            throw error("tells of zone \(missing.title) but not where it lies", expected: "figures of every zone")
        }
        var extents = known.isEmpty ? profileExtents() : try stateExtents(known)
        if known.isEmpty { try fitFlags(&extents) } else { setZones(extents) }
        for index in extents.indices { try place(&extents[index]) }
        var reserved = FrameRuns()
        for extent in extents { reserved = reserved.union(try self.reserved(extent)) }
        profile.ram = extents.reduce(FrameRuns()) { $0.union($1.ram) }.bytes
        profile.reserved = reserved.bytes
        if !known.isEmpty { placeLinearMap() }
        for extent in extents where !known.isEmpty { pages.zones.append(figures(extent)) }
        fillProtection()
    }

    /// The linear map of ARM begins with RAM, and on 32 bit ends where vmalloc begins. A machine whose lowmem is the state's keeps its own.
    private mutating func placeLinearMap() {
        guard (profile.ram.first?.start, profile.lowmemEnd) != (base.ram.first?.start, base.lowmemEnd), let first = profile.ram.first else {
            return
        }
        profile.architecture.physicalOffset = profile.architecture.physicalOffset(forRAMAt: first.start)
        if LinearLayout.fit(&profile, vmallocTotal: state.memInfo?["VmallocTotal"]) != nil { note(.statePageOffsetAssumed) }
    }

    /// A lowmem_reserve that no file tells follows from managed pages, as the kernel computes it.
    private mutating func fillProtection() {
        guard pages.zones.contains(where: \.protection.isEmpty) else { return }
        let reports = PhysicalMemory.reports(afterBootOf: profile)
        for index in pages.zones.indices where pages.zones[index].protection.isEmpty {
            guard
                let report = reports.first(where: {
                    $0.kind == pages.zones[index].kind && $0.node == pages.zones[index].node && $0.managed > 0
                })
            else { continue }
            pages.zones[index].protection = report.protection
            note(.stateProtectionAssumed)
        }
    }

    func facts(of extent: Extent) -> ZoneFacts? { state.zones.first { $0.kind == extent.kind && $0.node == extent.node } }

    /// Where the kernel has its zones' and nodes' structs.
    private mutating func placeStructs() {
        for (index, zone) in profile.zones.enumerated() {
            guard let facts = state.zones.first(where: { $0.kind == zone.kind && $0.node == zone.node }), let address = facts.address else {
                continue
            }
            pages.structs.zones.append(.init(zone: ZoneIndex(UInt8(index)), address: address, index: facts.index))
        }
        pages.structs.nodes = state.nodeAddresses
    }

    private mutating func place(_ extent: inout Extent) throws(TraceError) {
        guard let index = profile.zones.firstIndex(where: { $0.kind == extent.kind && $0.node == extent.node }) else {
            throw error("has a zone \(extent.title)", expected: "a zone of the machine")
        }
        let facts = self.facts(of: extent) ?? ZoneFacts(kind: extent.kind, node: extent.node)
        let zone = ZoneIndex(UInt8(index))
        try placeFree(facts, &extent)
        extent.named = extent.named.union(slabFrames.intersection(extent.span))
        placePerCPU(facts, zone, &extent)
        if let types = facts.pageblocks { add(types, extent.span) }
    }
}

extension FrameRuns {
    /// As ranges of bytes.
    var bytes: [PhysicalRange] { ranges.map { PhysicalRange($0.lowerBound << pageShift, $0.upperBound << pageShift) } }

    /// The whole frames of ranges of bytes.
    init(bytes: [PhysicalRange]) {
        self.init(bytes.map { ($0.start >> pageShift)..<($0.end >> pageShift) })
    }
}
