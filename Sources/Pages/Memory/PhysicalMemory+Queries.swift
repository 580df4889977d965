import ReplayModel
import TraceFormat

/// What /proc and `explain` ask. Reading makes no chunk.
extension PhysicalMemory {
    /// Pages managed, and pages free in the buddy, in all zones.
    public var managedPages: UInt64 { zoneIndices.reduce(0) { $0 + zones[$1].managed } }
    public var freePages: UInt64 { zoneIndices.reduce(0) { $0 + zones[$1].free } }

    /// calculate_totalreserve_pages (mm/page_alloc.c).
    public var reservePages: UInt64 {
        zoneIndices.reduce(0) { sum, index in
            let zone = zones[index]
            let largest = (0..<zoneKindCount).reduce(0) { max($0, zone.protection[$1]) }
            return sum + min(zone.high + largest, zone.managed)
        }
    }
    /// Pages on per-CPU lists in all zones.
    public var perCPUPages: UInt64 { zoneIndices.reduce(0) { $0 + zones[$1].perCPU } }
    /// Free pages in blocks of order 0, 1 and 2: what fragmentation leaves of no use to larger requests.
    public var smallFreePages: UInt64 {
        zoneIndices.reduce(0) { sum, zone in
            let blocks = zones[zone].blocksFree
            return sum + UInt64(blocks[0]) + UInt64(blocks[1]) << 1 + UInt64(blocks[2]) << 2
        }
    }
    /// Bytes that the frame table holds on the host.
    public var tableBytes: Int { frames.bytes }

    /// Allocated pages that serve this.
    @inlinable public func pages(of kind: OwnerKind) -> UInt64 { owned[kind] }

    public func report(_ index: ZoneIndex) -> ZoneReport {
        let zone = zones[index]
        let pcps = (0..<cpus).map { cpu in
            let pcp = perCPU[pcpIndex(index, cpu)]
            return PerCPUReport(count: pcp.count, high: pcp.high, batch: pcp.batch)
        }
        return ZoneReport(
            zone: index, kind: zone.kind, node: zone.node, start: FrameNumber(zone.start), spanned: zone.spanned, present: zone.present,
            managed: zone.managed, free: zone.free, boost: zone.boost, min: zone.min + zone.boost, low: zone.low + zone.boost,
            high: zone.high + zone.boost,
            protection: (0..<zoneKindCount).map { zone.protection[$0] },
            freeBlocks: (0..<orderCount).map { zone.blocksFree[$0] }, perCPU: pcps,
            freeCMA: freeCMA(index), reservedHighAtomic: zone.reservedHighAtomic)
    }

    /// Free blocks of an order in a zone.
    public func freeCount(_ zone: ZoneIndex, order: UInt8) -> UInt32 { zones[zone].blocksFree[Int(order)] }

    /// Free blocks on one list.
    public func freeCount(_ zone: ZoneIndex, order: UInt8, migratetype: UInt8) -> UInt32 {
        list(zone, order, migratetype).pointee.count
    }

    /// First frames of the blocks of one list, first to last. O(blocks).
    public func freeBlocks(_ zone: ZoneIndex, order: UInt8, migratetype: UInt8) -> [FrameNumber] {
        frames.blocks(of: list(zone, order, migratetype).pointee, order: order)
    }

    /// First frames of the blocks of one CPU's list, first to last; `migratetype` 0 … 2. O(blocks).
    public func perCPUBlocks(_ zone: ZoneIndex, cpu: UInt16, order: UInt8, migratetype: UInt8) -> [FrameNumber] {
        let list = list(pcp: pcpIndex(zone, cpu), listIndex(order, migratetype))
        return frames.blocks(of: list.pointee, order: order)
    }

    /// The largest order with a free block, or nil when the zone has none.
    public func largestFreeOrder(_ zone: ZoneIndex) -> UInt8? {
        (0...maxOrder).last { zones[zone].blocksFree[Int($0)] > 0 }
    }

    /// Page blocks by migrate type (/proc/pagetypeinfo). O(page blocks).
    public func pageblockCounts(_ zone: ZoneIndex) -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: migratetypeCount)
        guard zones[zone].spanned > 0 else { return counts }
        let first = zones[zone].start >> UInt32(pageblockOrder)
        for block in first...((zones[zone].end - 1) >> UInt32(pageblockOrder)) {
            counts[Int(pageblocks[zones[zone].pageblockOffset + Int(block)])] += 1
        }
        return counts
    }

    /// Order of a page block.
    public var blockOrder: UInt8 { pageblockOrder }

    /// The migrate type that a request takes from.
    public func migratetypeAsked(by gfp: GfpFlags) -> UInt8 { migratetype(of: gfp) }

    /// The migrate type of the page block around a frame. Precondition: the zone spans it.
    public func pageblockType(of frame: FrameNumber, in zone: ZoneIndex) -> UInt8 {
        pageblockType(of: frame.rawValue, zone: zone)
    }

    /// Whether there is RAM at a frame, managed or reserved.
    public func isRAM(_ frame: FrameNumber) -> Bool {
        frame.rawValue < frames.frameCount && frames.peek(frame.rawValue).state != .hole
    }

    /// The lowest frame of RAM that is not free; nil when all are. Complexity: O(frames before it).
    package var firstUsedFrame: FrameNumber? {
        for frame in 0..<frames.frameCount where isRAM(FrameNumber(UInt32(frame))) {
            let state = frames.peek(frames.head(of: UInt32(frame))).state
            if state == .allocated || state == .reserved { return FrameNumber(UInt32(frame)) }
        }
        return nil
    }

    /// The block that holds a frame, or nil where there is no RAM.
    public func block(of frame: FrameNumber) -> PageBlockReport? {
        guard frame.rawValue < frames.frameCount else { return nil }
        let head = frames.head(of: frame.rawValue)
        let block = frames.peek(head)
        guard block.state != .hole else { return nil }
        return PageBlockReport(
            frame: FrameNumber(head), order: block.order, owner: block.owner, zone: block.zone,
            migratetype: block.migratetype, pageblockType: pageblockType(of: head, zone: block.zone))
    }

    /// Whether all frames of a block are allocated RAM.
    package func isAllocated(_ frame: FrameNumber, order: UInt8) -> Bool {
        guard isBlockOfRAM(frame.rawValue, order: order) else { return false }
        return (0..<(UInt32(1) << UInt32(order))).allSatisfy {
            frames.peek(frames.head(of: frame.rawValue + $0)).state == .allocated
        }
    }

    /// Whether the zone is below its low watermark, so that kswapd would run.
    public func needsReclaim(_ index: ZoneIndex) -> Bool {
        let zone = zones[index]
        return zone.managed > 0 && zone.free <= zone.low + zone.boost
    }

    /// The allocated blocks that reach into 2^`order` frames from `frame`, ascending, each as far as it lies inside. O(blocks).
    public func allocatedBlocks(in frame: FrameNumber, order: UInt8) -> [PageBlockReport] {
        let end = UInt64(frame.rawValue) + 1 << UInt64(order)
        var result: [PageBlockReport] = []
        var next = UInt64(frame.rawValue)
        while next < min(end, UInt64(frames.frameCount)) {
            let head = frames.head(of: UInt32(next))
            let block = frames.peek(head)
            if block.state == .allocated {
                result.append(
                    PageBlockReport(
                        frame: FrameNumber(head), order: block.order, owner: block.owner, zone: block.zone,
                        migratetype: block.migratetype, pageblockType: pageblockType(of: head, zone: block.zone)))
            }
            next = UInt64(head) + 1 << UInt64(block.order)
        }
        return result
    }

    /// How many frames of 2^`order` from `frame` are free in the buddy, and how many are RAM at all.
    public func freeFrames(in frame: FrameNumber, order: UInt8) -> (free: UInt32, managed: UInt32) {
        let end = UInt64(frame.rawValue) + 1 << UInt64(order)
        var (free, managed) = (UInt32(0), UInt32(0))
        var next = UInt64(frame.rawValue)
        while next < min(end, UInt64(frames.frameCount)) {
            let head = frames.head(of: UInt32(next))
            let block = frames.peek(head)
            let size = UInt32(min(end, UInt64(head) + 1 << UInt64(block.order)) - next)
            if block.state == .free { free += size }
            if block.state != .hole, block.state != .reserved { managed += size }
            next += UInt64(size)
        }
        return (free, managed)
    }

    /// What to store about a request that failed. For one that no zone serves (GFP_DMA on a machine without low zones)
    /// that is the lowest zone, with nothing free.
    public func failureReport(_ request: PageRequest) -> PageFailureReport {
        let list = zonelist(for: request)
        guard !list.isEmpty else {
            return PageFailureReport(zone: ZoneIndex(0), free: 0, largestOrder: -1, extfragIndex: 0, isFragmentation: false)
        }
        let highest = highestZone(for: request.gfp)
        var free: UInt64 = 0
        var largest: Int8 = -1
        var enough = false
        for zone in list {
            free += zones[zone].free
            largest = max(largest, largestFreeOrder(zone).map { Int8($0) } ?? -1)
            let pages = Int64(zones[zone].min + zones[zone].boost) + (1 << Int64(request.order)) - 1
            enough = enough || isAbove(pages, zone: zone, order: 0, flags: [], highest: highest)
        }
        return PageFailureReport(
            zone: list[0], free: free, largestOrder: largest, extfragIndex: extfragIndex(list[0], order: request.order),
            isFragmentation: request.order > 0 && enough)
    }
}

extension PhysicalMemory {
    /// Each zone's figures on a machine that has just booted.
    ///
    /// Not inlined: Swift 6.3.1 frees a memory wrongly that is local to a function of another module (release builds).
    @inline(never)
    public static func reports(afterBootOf profile: MachineProfile) -> [ZoneReport] {
        let memory = PhysicalMemory(profile: profile)
        return memory.zoneIndices.map { memory.report($0) }
    }
}
