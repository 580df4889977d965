import Pages
import Replay
import ReplayModel

/// What is known of one zone. Frames and pages.
package struct ZoneFacts: Sendable, Equatable {
    /// Its extent and limits (/proc/zoneinfo).
    package struct Figures: Sendable, Equatable {
        package var start: UInt64
        package var spanned: UInt64
        package var present: UInt64
        package var managed: UInt64
        package var min: UInt64
        package var low: UInt64
        package var high: UInt64
        package var highAtomic: UInt64?
        /// Against requests of each zone kind (`ZoneKind`'s order); empty: not told.
        package var protection: [UInt64]

        /// Frames spanned.
        package var span: Range<UInt64> { start..<(start + spanned) }
    }

    /// What one CPU keeps of a zone (struct per_cpu_pages).
    package struct PerCPUPages: Sendable, Equatable {
        package var count: UInt64
        package var high: UInt32
        package var batch: UInt32
        package var freeFactor: UInt8?
        /// Frames of each list in list order, by the kernel's index: 3 × order + migrate type, then two of page-block size.
        package var lists: [[UInt32]]?
        /// Changes of free pages that the zone's counter does not know (vm_stat_diff).
        package var uncounted: Int32 = 0

        package init(count: UInt64, high: UInt32, batch: UInt32, freeFactor: UInt8? = nil, lists: [[UInt32]]? = nil) {
            (self.count, self.high, self.batch) = (count, high, batch)
            (self.freeFactor, self.lists) = (freeFactor, lists)
        }
    }

    package var node: UInt8
    package var kind: ZoneKind
    /// Where the kernel has its struct zone, and its index among the zone types.
    package var address: UInt64?
    package var index: UInt64?
    /// How many changes of free pages a CPU keeps to itself (stat_threshold).
    package var countThreshold: UInt32?
    /// Whether the threshold changes while kswapd is awake (percpu_drift_mark).
    package var hasDriftMark: Bool?
    package var figures: Figures?
    /// By CPU.
    package var perCPU: [PerCPUPages]?
    /// Frames of the free blocks in list order, by order and migrate type.
    package var lists: [[[UInt32]]]?
    /// Free pages, as the kernel counts them.
    package var free: UInt64?
    /// Free blocks by order (/proc/buddyinfo).
    package var blocks: [UInt64]?
    /// Free blocks by migrate type and order (/proc/pagetypeinfo).
    package var blocksByType: [[UInt64]]?
    /// Migrate type of each page block, from the one that holds the zone's first frame.
    package var pageblocks: [UInt8]?
    /// Page blocks by migrate type (/proc/pagetypeinfo).
    package var pageblockCounts: [UInt64]?

    package init(kind: ZoneKind, node: UInt8 = 0) {
        self.kind = kind
        self.node = node
    }

    /// Its name in messages: `DMA32`, and of a node above 0 `1/DMA32`.
    package var title: String { node == 0 ? kind.title : "\(node)/\(kind.title)" }

    /// Zones stand by node, then by kind.
    package var place: (UInt8, UInt8) { (node, kind.rawValue) }

    /// Free blocks by order, from what there is.
    package var blockCounts: [UInt64]? {
        if let blocks { return blocks }
        if let lists { return lists.map { $0.reduce(0) { $0 + UInt64($1.count) } } }
        guard let blocksByType else { return nil }
        return (0..<orderCount).map { order in blocksByType.reduce(0) { $0 + $1[order] } }
    }

    /// Fills in what is not known yet.
    mutating func merge(_ other: ZoneFacts) {
        figures = figures ?? other.figures
        address = address ?? other.address
        index = index ?? other.index
        countThreshold = countThreshold ?? other.countThreshold
        hasDriftMark = hasDriftMark ?? other.hasDriftMark
        if figures?.highAtomic == nil { figures?.highAtomic = other.figures?.highAtomic }
        if figures?.protection.isEmpty == true, let other = other.figures?.protection { figures?.protection = other }
        perCPU = perCPU ?? other.perCPU
        lists = lists ?? other.lists
        free = free ?? other.free
        blocks = blocks ?? other.blocks
        blocksByType = blocksByType ?? other.blocksByType
        pageblocks = pageblocks ?? other.pageblocks
        pageblockCounts = pageblockCounts ?? other.pageblockCounts
    }
}

extension SystemState {
    /// Fills in what is not known yet.
    mutating func merge(_ other: SystemState) {
        sources += other.sources
        pageblockOrder = pageblockOrder ?? other.pageblockOrder
        for zone in other.zones { zones[self.zone(zone.kind, node: zone.node)].merge(zone) }
        if cpuNodes.isEmpty { cpuNodes = other.cpuNodes }
        if nodeAddresses.isEmpty { nodeAddresses = other.nodeAddresses }
        flags = flags ?? other.flags
        ram = ram ?? other.ram
        kernelImage = kernelImage ?? other.kernelImage
        version = version ?? other.version
        cpuInfo = cpuInfo ?? other.cpuInfo
        for kind in other.namedZones where !namedZones.contains(kind) { namedZones.append(kind) }
        memInfo = memInfo ?? other.memInfo
        swapBytes = swapBytes ?? other.swapBytes
        slabs = slabs ?? other.slabs
        areas = areas ?? other.areas
        slabCaches = slabCaches ?? other.slabCaches
        for entry in other.unknown {
            if let index = unknown.firstIndex(where: { $0.name == entry.name }) {
                unknown[index].count += entry.count
            } else {
                unknown.append(entry)
            }
        }
    }
}
