import ReplayModel
import TraceFormat

/// Physical memory and its page allocator: page frames, zones, free lists, per-CPU lists (mm/page_alloc.c, Linux 6.1).
///
/// Mechanism: every zone keeps its free frames in blocks of 2^order frames on ordered lists, one for each order and
/// migrate type. A request takes the first block of the smallest sufficient order and splits it; a freed block merges with
/// its buddy while that is free. In front of the lists stand per-CPU pages (pcp), filled and drained in batches.
/// What the generation changes is in `PageAllocatorRules`; what is left out is said there.
///
/// The rows of a step are complete: `page` rows name every block that changes hands, list by list, and `pageblock` rows
/// every page block that changes its type, so free lists can be rebuilt from them in order.
///
/// Invariants (`checkInvariants()`):
/// - every managed frame belongs to exactly one block, which is free, on a per-CPU list, or allocated;
/// - per zone: managed = free + perCPU + frames of allocated blocks;
/// - list links agree both ways and lists hold what their blocks say;
/// - no two free buddies stand unmerged, unless a per-CPU list or a page block of an unmergeable type parts them.
public struct PhysicalMemory: ~Copyable {
    /// What the kernel generation changes.
    public let rules: PageAllocatorRules
    /// There are per-CPU lists, and the one that matters is not locked.
    var hasPerCPULists: Bool
    let groupsByMobility: Bool
    /// Owned by `storage`: zones in the profile's order, per-CPU lists zone by zone, page-block types zone by zone.
    package let zones: UnsafeMutablePointer<Zone>
    /// All zones, lowest first.
    public let zoneIndices: ZoneIndices
    let perCPU: UnsafeMutablePointer<PerCPUPages>
    /// Buddy lists: zone by zone, order by order, one for each migrate type; and per-CPU lists: as `perCPU`, 14 each.
    let buddyLists: UnsafeMutablePointer<FrameList>
    let perCPULists: UnsafeMutablePointer<FrameList>
    let cpus: UInt16
    /// The zones in the order in which a request is served that prefers a node (ZONELIST_FALLBACK), node by node.
    let fallbackOrder: UnsafeMutablePointer<ZoneIndex>
    /// The node of each CPU.
    let cpuNodes: UnsafeMutablePointer<UInt8>
    let nodeCount: Int
    /// Where a real machine has its zones' and nodes' structs (struct zone, struct pglist_data), for what names them by address.
    var structs = KernelStructs()
    let pageblocks: UnsafeMutablePointer<UInt8>
    let pageblockCount: Int
    let pageblockOrder: UInt8
    package let frames: FrameTable
    /// Allocated pages by what they serve.
    @usableFromInline package var owned = OwnedPages()
    /// Zone kinds whose requests first try without mixing migrate types, bit by kind.
    let noFragmentKinds: UInt8
    /// The lowest zone: where there is no DMA zone, GFP_DMA means this one (OPT_ZONE_DMA, include/linux/gfp.h of Linux 6.1).
    let lowestKind: ZoneKind
    private let storage: Storage
    /// Zones whose counts changed in this step, bit by zone.
    var dirty: UInt32 = 0
    /// How often a zone's counts changed so far.
    package private(set) var zoneChanges: UInt64 = 0
    /// Requests of this step that were met from another migrate type's blocks, in order.
    public internal(set) var fallbacks: [PageFallbackRow] = []
    /// Full per-CPU lists are not drained by the model, because the recording tells of each drain (`drainRecorded`).
    public var followsRecordedDrains = false
    /// The policy of the process that runs; nil: the default one.
    public var policy: MemoryPolicy?
    /// By zone, and the zones that changed in this step; empty on a machine of one node.
    var numa: [NodeCounts] = []
    var numaDirty: UInt32 = 0
    /// What each CPU does under zones' locks, where a recording tells its places (`followLockOrder`); else empty.
    var lockedWork: [LockedWork] = []
    /// A starting state has guessed which frames are reserved (`InitialPageState.reservedIsAssumed`).
    package var reservedIsAssumed = false
    /// Frames below this one, by zone, that were looked at for one to reserve instead.
    var assumedCursors: [UInt32] = []
    /// Reclaimable pages of files that the machine had before the run: kswapd has something to take.
    public var pageCacheBefore: UInt64 = 0
    /// kswapd reclaimed nothing sixteen times, and nobody wakes it any more (kswapd_failures).
    var kswapdIsHopeless = false
    /// vm.min_free_kbytes in force, in KiB.
    public internal(set) var minFreeKilobytes: UInt64 = 0

    /// Memory as it is after boot: all RAM but the reserved ranges is free. Precondition: a valid profile with at most 32 zones.
    public init(profile: MachineProfile) {
        precondition(profile.cpus > 0, "a machine has a CPU")
        precondition(profile.architecture.pageblockOrder <= maxOrder, "page blocks are no larger than the largest block")
        storage = Storage(profile)
        rules = PageAllocatorRules(profile)
        hasPerCPULists = profile.pages.perCPULists
        groupsByMobility = profile.pages.groupByMobility
        cpus = profile.cpus
        fallbackOrder = storage.fallbackOrder
        cpuNodes = storage.cpuNodes
        nodeCount = storage.nodeCount
        pageblockOrder = profile.architecture.pageblockOrder
        frames = FrameTable(frames: storage.layout.frameCount)
        zoneIndices = ZoneIndices(count: storage.zoneCount)
        noFragmentKinds = storage.noFragmentKinds
        lowestKind = storage.lowestKind
        zones = storage.zones
        perCPU = storage.perCPU
        buddyLists = storage.buddyLists
        perCPULists = storage.perCPULists
        pageblocks = storage.pageblocks
        pageblockCount = storage.pageblockCount
        if nodeCount > 1 { numa = Array(repeating: NodeCounts(), count: storage.zoneCount) }
        boot(storage.layout)
        markAllDirty()
    }

    /// What boot and changes of limits need of the profile.
    var settings: PageAllocatorSettings {
        get { storage.settings }
        nonmutating set { storage.settings = newValue }
    }

    /// Makes the buffers and frees them when the memory goes.
    ///
    /// A class for the reason given at `FrameTable.Storage`, and for another: where the memory's own initialiser takes the profile
    /// and the layout apart, Swift 6.3.1 gives up their arrays once too often (release builds).
    private final class Storage {
        var settings: PageAllocatorSettings
        let layout: MemoryLayoutPlan
        let zoneCount: Int
        let noFragmentKinds: UInt8
        let lowestKind: ZoneKind
        let zones: UnsafeMutablePointer<Zone>
        let perCPU: UnsafeMutablePointer<PerCPUPages>
        let buddyLists: UnsafeMutablePointer<FrameList>
        let perCPULists: UnsafeMutablePointer<FrameList>
        let pageblocks: UnsafeMutablePointer<UInt8>
        let pageblockCount: Int
        let fallbackOrder: UnsafeMutablePointer<ZoneIndex>
        let cpuNodes: UnsafeMutablePointer<UInt8>
        let nodeCount: Int

        @inline(never)
        init(_ profile: MachineProfile) {
            settings = profile.pages
            layout = MemoryLayoutPlan(profile: profile)
            zoneCount = layout.zones.count
            noFragmentKinds = PhysicalMemory.noFragmentKinds(layout.zones, rules: PageAllocatorRules(profile.generation))
            lowestKind = layout.zones.first?.kind ?? .normal
            pageblockCount = layout.pageblockCount
            let pcpCount = zoneCount * Int(profile.cpus)
            zones = .allocate(capacity: max(zoneCount, 1))
            zones.initialize(from: layout.zones, count: zoneCount)
            perCPU = .allocate(capacity: max(pcpCount, 1))
            perCPU.initialize(repeating: PerCPUPages(), count: pcpCount)
            buddyLists = .allocate(capacity: max(zoneCount * Zone.listCount, 1))
            buddyLists.initialize(repeating: FrameList(), count: zoneCount * Zone.listCount)
            perCPULists = .allocate(capacity: max(pcpCount * PerCPUPages.listCount, 1))
            perCPULists.initialize(repeating: FrameList(), count: pcpCount * PerCPUPages.listCount)
            let orders = PhysicalMemory.fallbackOrders(layout.zones)
            nodeCount = orders.count
            fallbackOrder = .allocate(capacity: max(nodeCount * zoneCount, 1))
            fallbackOrder.initialize(from: orders.flatMap { $0 }, count: nodeCount * zoneCount)
            cpuNodes = .allocate(capacity: Int(profile.cpus))
            cpuNodes.initialize(repeating: 0, count: Int(profile.cpus))
            for (cpu, node) in zip(0..<Int(profile.cpus), profile.cpuNodes) where node < nodeCount { cpuNodes[cpu] = node }
            pageblocks = .allocate(capacity: max(pageblockCount, 1))
            pageblocks.initialize(repeating: Migratetype.movable.rawValue, count: pageblockCount)
        }

        deinit {
            zones.deallocate()
            perCPU.deallocate()
            buddyLists.deallocate()
            perCPULists.deallocate()
            pageblocks.deallocate()
            fallbackOrder.deallocate()
            cpuNodes.deallocate()
        }
    }
}

extension PhysicalMemory {
    /// Position of a frame's page block in `pageblocks`.
    @inline(__always)
    func pageblock(of frame: UInt32, zone: ZoneIndex) -> Int { zones[zone].pageblockOffset + Int(frame >> UInt32(pageblockOrder)) }

    /// The migrate type of a frame's page block.
    @inline(__always)
    func pageblockType(of frame: UInt32, zone: ZoneIndex) -> UInt8 { pageblocks[pageblock(of: frame, zone: zone)] }

    /// Makes `type` the type of every page block of 2^`order` frames from `frame`, at least of one, and stores what changed.
    func setPageblockType(_ type: UInt8, of frame: UInt32, order: UInt8, zone: ZoneIndex, log: inout TransitionLog) {
        let size = UInt32(1) << UInt32(pageblockOrder)
        var block = frame & ~(size - 1)
        repeat {
            let index = pageblock(of: block, zone: zone)
            let old = pageblocks[index]
            if old != type {
                pageblocks[index] = type
                log.append(
                    PageblockRow(zone: zone, frame: FrameNumber(block), oldType: old, newType: type))
            }
            block += size
        } while block < frame + (1 << UInt32(order))
    }

    /// The highest zone that a request may use.
    @inline(__always)
    package func highestZone(for gfp: GfpFlags) -> ZoneKind { max(gfp.highestZone, lowestKind) }

    @inline(__always)
    mutating func markDirty(_ zone: ZoneIndex) {
        dirty |= 1 << UInt32(zone.rawValue)
        zoneChanges &+= 1
    }

    /// Notes that every zone's counts may have changed.
    package mutating func markAllDirty() {
        dirty = (1 << UInt32(zoneIndices.count)) - 1
        zoneChanges &+= 1
    }

    /// A buddy list's ends.
    @inline(__always)
    package func list(_ zone: ZoneIndex, _ order: UInt8, _ migratetype: UInt8) -> UnsafeMutablePointer<FrameList> {
        buddyLists + (Int(zone.rawValue) * Zone.listCount + Int(order) * migratetypeCount + Int(migratetype))
    }

    /// A CPU's pages in a zone (pcp), by their position in `perCPU`.
    @inline(__always)
    func pcpIndex(_ zone: ZoneIndex, _ cpu: UInt16) -> Int { Int(zone.rawValue) * Int(cpus) + Int(cpu) }

    /// A per-CPU list's ends.
    @inline(__always)
    package func list(pcp: Int, _ index: Int) -> UnsafeMutablePointer<FrameList> {
        perCPULists + (pcp * PerCPUPages.listCount + index)
    }
}
