import ReplayModel
import TraceFormat

/// Everything on the page allocator's lists at one moment, in list order, run-length packed: a machine of 1 TiB whose
/// memory is all free is a few runs.
///
/// From a snapshot at a run's begin and the run's `page` and `pageblock` rows the lists after any step can be rebuilt.
public struct PageAllocatorSnapshot: Sendable, Equatable {
    /// Blocks that follow each other on one list, `stride` frames apart (negative: descending; 0 for a single block).
    public struct ListRun: Sendable, Equatable {
        public var zone: ZoneIndex
        /// nil: a list of the buddy.
        public var cpu: UInt16?
        public var order: UInt8
        /// Buddy: the list. Per-CPU: what the block drains to; its list is the one of this type up to reclaimable, else movable's, and
        /// for page-block-sized blocks movable's or that of all others.
        public var migratetype: UInt8
        /// Place of the first block on its list, from 0 (the head).
        public var position: UInt32
        public var frame: FrameNumber
        public var blocks: UInt32
        public var stride: Int64
    }

    /// Page blocks of one migrate type, side by side. `frame` is a multiple of the page block's size and may lie below the zone.
    public struct PageblockRun: Sendable, Equatable {
        public var zone: ZoneIndex
        public var frame: FrameNumber
        public var blocks: UInt32
        public var migratetype: UInt8
    }

    /// One CPU's stock in a zone.
    public struct PerCPU: Sendable, Equatable {
        public var zone: ZoneIndex
        public var cpu: UInt16
        /// Pages on all its lists, the count at which a free drains, and the pages moved at a time.
        public var count: UInt32
        public var high: UInt32
        public var batch: UInt32
        /// How often the drain was doubled by frees without an allocation between.
        public var freeFactor: UInt8
    }

    /// A zone's totals in pages.
    public struct Zone: Sendable, Equatable {
        public var zone: ZoneIndex
        public var managed: UInt64
        public var free: UInt64
        public var perCPU: UInt64
        public var highAtomic: UInt64
    }

    /// By zone, the buddy's lists first, then each CPU's; by order, migrate type and position.
    public var lists: [ListRun] = []
    /// By zone and frame.
    public var pageblocks: [PageblockRun] = []
    /// By zone and CPU.
    public var pcps: [PerCPU] = []
    public var zones: [Zone] = []

    public init() {}

    /// Appends one list, first block to last; `type` is a block's own migrate type.
    mutating func append(_ blocks: [FrameNumber], zone: ZoneIndex, cpu: UInt16?, order: UInt8, type: (FrameNumber) -> UInt8) {
        var index = 0
        while index < blocks.count {
            let first = Int64(blocks[index].rawValue)
            let stride = index + 1 < blocks.count ? Int64(blocks[index + 1].rawValue) - first : 0
            let own = type(blocks[index])
            var end = index + 1
            while stride != 0, end < blocks.count, Int64(blocks[end].rawValue) == first + stride * Int64(end - index),
                type(blocks[end]) == own
            {
                end += 1
            }
            lists.append(
                ListRun(
                    zone: zone, cpu: cpu, order: order, migratetype: own, position: UInt32(index), frame: blocks[index],
                    blocks: UInt32(end - index), stride: end - index > 1 ? stride : 0))
            index = end
        }
    }
}

extension PhysicalMemory {
    /// All lists, page-block types and pcps as they are now. O(free blocks + page blocks).
    public func snapshot() -> PageAllocatorSnapshot {
        var snapshot = PageAllocatorSnapshot()
        for index in zoneIndices {
            let zone = zones[index]
            snapshot.zones.append(
                .init(
                    zone: index, managed: zone.managed, free: zone.free, perCPU: zone.perCPU, highAtomic: zone.reservedHighAtomic))
            guard zone.spanned > 0 else { continue }
            for order in 0...maxOrder {
                for type in 0..<UInt8(migratetypeCount) {
                    let blocks = freeBlocks(index, order: order, migratetype: type)
                    snapshot.append(blocks, zone: index, cpu: nil, order: order) { _ in type }
                }
            }
            for cpu in 0..<cpus { addPCP(cpu, of: index, into: &snapshot) }
            takePageblocks(of: index, into: &snapshot)
        }
        return snapshot
    }

    private func addPCP(_ cpu: UInt16, of index: ZoneIndex, into snapshot: inout PageAllocatorSnapshot) {
        let pcp = pcpIndex(index, cpu)
        let pages = perCPU[pcp]
        snapshot.pcps.append(
            .init(zone: index, cpu: cpu, count: pages.count, high: pages.high, batch: pages.batch, freeFactor: pages.freeFactor))
        for list in 0..<PerCPUPages.listCount {
            let order = order(ofList: list)
            let blocks = frames.blocks(of: self.list(pcp: pcp, list).pointee, order: order)
            snapshot.append(blocks, zone: index, cpu: cpu, order: order) { frames.peek($0.rawValue).migratetype }
        }
    }

    private func takePageblocks(of index: ZoneIndex, into snapshot: inout PageAllocatorSnapshot) {
        let zone = zones[index]
        let first = zone.start >> UInt32(pageblockOrder)
        let last = (zone.end - 1) >> UInt32(pageblockOrder)
        var start = first
        for block in first...last {
            let type = pageblocks[zone.pageblockOffset + Int(block)]
            guard block == last || pageblocks[zone.pageblockOffset + Int(block) + 1] != type else { continue }
            snapshot.pageblocks.append(
                .init(zone: index, frame: FrameNumber(start << UInt32(pageblockOrder)), blocks: block - start + 1, migratetype: type))
            start = block + 1
        }
    }
}
