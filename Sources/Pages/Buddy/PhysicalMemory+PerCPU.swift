import ReplayModel
import TraceFormat

/// Per-CPU pages (pcp): lists for each CPU and zone, filled and drained in batches (struct per_cpu_pages).
extension PhysicalMemory {
    /// Whether blocks of this order have per-CPU lists (pcp_allowed_order).
    @inline(__always)
    package func hasPerCPUList(_ order: UInt8) -> Bool {
        hasPerCPULists
            && (order <= rules.largestPerCPUOrder || (rules.perCPUHugeBlocks && order == pageblockOrder))
    }

    /// Which list of a pcp holds blocks of an order and migrate type (order_to_pindex).
    @inline(__always)
    func listIndex(_ order: UInt8, _ type: UInt8) -> Int {
        if order > rules.largestPerCPUOrder {
            return PerCPUPages.lowOrderLists + (type == Migratetype.movable.rawValue ? 1 : 0)
        }
        return Int(order) * Int(perCPUTypes) + Int(type)
    }

    /// The order of a list's blocks (pindex_to_order).
    @inline(__always)
    func order(ofList index: Int) -> UInt8 {
        index >= PerCPUPages.lowOrderLists ? pageblockOrder : UInt8(index / Int(perCPUTypes))
    }

    /// The first block of a per-CPU list, which is refilled when it is empty; nil when the buddy has none either.
    @inline(__always)
    mutating func takeFromPerCPU(
        _ order: UInt8, zone: ZoneIndex, cpu: UInt16, type: UInt8, flags: AllocationFlags,
        halvesFactor: Bool = true, log: inout TransitionLog
    ) -> UInt32? {
        let pcp = pcpIndex(zone, cpu)
        if halvesFactor { perCPU[pcp].freeFactor >>= 1 }
        let list = list(pcp: pcp, listIndex(order, type))
        if list.pointee.isEmpty {
            refill(list, order: order, zone: zone, cpu: cpu, type: type, flags: flags, log: &log)
        }
        let frame = list.pointee.head
        guard frame != noFrame else { return nil }
        frames.remove(frame, order: order, from: list)
        perCPU[pcp].count -= 1 << UInt32(order)
        zones[zone].perCPU -= 1 << UInt64(order)
        markDirty(zone)
        return frame
    }

    /// Moves a batch of blocks from the buddy to the tail of a per-CPU list (rmqueue_bulk).
    private mutating func refill(
        _ list: UnsafeMutablePointer<FrameList>, order: UInt8, zone: ZoneIndex, cpu: UInt16, type: UInt8, flags: AllocationFlags,
        log: inout TransitionLog
    ) {
        if followsLockOrder { log.count(.recordingRefillWithoutPlace) }
        let pcp = pcpIndex(zone, cpu)
        let batch = refillSize(pcp, order)
        var left = batch
        while left > 0, let block = take(order, zone: zone, type: type, flags: flags, log: &log) {
            pushOnPCP(block, order: order, list: list, zone: zone, cpu: cpu, log: &log)
            left -= 1
        }
        let moved = (batch - left) << UInt32(order)
        count(-Int64(moved), zone: zone, cpu: cpu)
        perCPU[pcp].count += moved
        zones[zone].perCPU += UInt64(moved)
        markDirty(zone)
    }

    /// How many blocks a refill takes (rmqueue_pcplist).
    @inline(__always)
    func refillSize(_ pcp: Int, _ order: UInt8) -> UInt32 {
        let batch = perCPU[pcp].batch
        return batch > 1 ? max(batch >> UInt32(order), 2) : batch
    }

    /// A block that has left the buddy goes to the tail of a per-CPU list.
    @inline(__always)
    mutating func pushOnPCP(
        _ block: TakenBlock, order: UInt8, list: UnsafeMutablePointer<FrameList>, zone: ZoneIndex, cpu: UInt16, log: inout TransitionLog
    ) {
        let record = frames.record(block.frame)
        record.pointee.state = .perCPU
        record.pointee.owner = FrameOwner(.perCPU, id: UInt32(cpu))
        frames.pushTail(block.frame, order: order, on: list)
        log.append(
            PageRow(
                operation: .refill, zone: zone, frame: FrameNumber(block.frame), order: order,
                blockOrder: block.blockOrder, migratetype: block.type, owner: .perCPU, ownerID: UInt32(cpu), tag: 0))
    }

    /// Puts a freed block first on its per-CPU list and drains the pcp when it is full (free_unref_page_commit).
    @inline(__always)
    mutating func freeToPerCPU(
        _ frame: UInt32, order: UInt8, zone: ZoneIndex, cpu: UInt16, type: UInt8, log: inout TransitionLog
    ) {
        let pcp = pcpIndex(zone, cpu)
        let record = frames.record(frame)
        record.pointee.state = .perCPU
        record.pointee.order = order
        record.pointee.migratetype = type
        record.pointee.owner = FrameOwner(.perCPU, id: UInt32(cpu))
        let index = listIndex(order, type < perCPUTypes ? type : Migratetype.movable.rawValue)
        frames.pushHead(frame, order: order, on: list(pcp: pcp, index))
        perCPU[pcp].count += 1 << UInt32(order)
        zones[zone].perCPU += 1 << UInt64(order)
        markDirty(zone)
        if followsRecordedDrains { return }
        let freeHigh = rules.freeFactor && perCPU[pcp].freeFactor > 0 && order > 0 && order <= rules.largestPerCPUOrder
        let high = freeHigh ? 0 : pcpHigh(pcp, zone)
        if perCPU[pcp].count >= high {
            let pages = drainCount(pcp, high: high, all: freeHigh)
            if decideDrain(pages, pcp: pcp, zone: zone, first: index, log: &log) { return }
            drain(pages, pcp: pcp, zone: zone, first: index, log: &log)
        }
    }

    /// At how many pages a stock drains (nr_pcp_high): its high, and no more than four batches while kswapd works for the zone.
    @inline(__always)
    private func pcpHigh(_ pcp: Int, _ zone: ZoneIndex) -> UInt32 {
        zones[zone].isReclaimed ? min(perCPU[pcp].batch << 2, perCPU[pcp].high) : perCPU[pcp].high
    }

    /// How many pages a full pcp gives back (nr_pcp_free): a batch, doubled by each drain without an allocation between.
    private func drainCount(_ pcp: Int, high: UInt32, all: Bool) -> UInt32 {
        if all { return perCPU[pcp].count }
        let batch = perCPU[pcp].batch
        guard rules.freeFactor else { return batch }
        if high < batch { return 1 }
        let most = high - batch
        let doubled = batch << UInt32(perCPU[pcp].freeFactor)
        if doubled < most, perCPU[pcp].freeFactor < rules.batchScaleMax { perCPU[pcp].freeFactor += 1 }
        return max(min(doubled, most), batch)
    }

    /// Gives at least `count` pages of a pcp (all, when it has fewer) back to the buddy (free_pcppages_bulk).
    ///
    /// - Parameter first: the list to begin with.
    mutating func drain(_ count: UInt32, pcp: Int, zone: ZoneIndex, first: Int, log: inout TransitionLog) {
        let wanted = min(count, perCPU[pcp].count)
        guard wanted > 0 else { return }
        markDirty(zone)
        if rules.drainWholeLists {
            drainWholeLists(wanted, pcp: pcp, zone: zone, first: first, log: &log)
        } else {
            drainInTurn(wanted, pcp: pcp, zone: zone, log: &log)
        }
    }

    /// From 5.18: the freed page's list first, to its end, then the next one.
    private mutating func drainWholeLists(_ count: UInt32, pcp: Int, zone: ZoneIndex, first: Int, log: inout TransitionLog) {
        var left = Int64(count)
        var index = first
        while left > 0 {
            let list = list(pcp: pcp, index)
            let size = Int64(1) << Int64(order(ofList: index))
            while left > 0, !list.pointee.isEmpty {
                drainLast(of: list, index: index, pcp: pcp, zone: zone, log: &log)
                left -= size
            }
            index = index + 1 == PerCPUPages.listCount ? 0 : index + 1
        }
    }

    /// Before 5.18: the three lists of order 0 in turn, one page more from each as long as others prove empty.
    private mutating func drainInTurn(_ count: UInt32, pcp: Int, zone: ZoneIndex, log: inout TransitionLog) {
        var left = count
        var index = 0
        var share: UInt32 = 0
        while left > 0 {
            repeat {
                share += 1
                index = index + 1 == Int(perCPUTypes) ? 0 : index + 1
            } while list(pcp: pcp, index).pointee.isEmpty
            if share == UInt32(perCPUTypes) { share = left }
            repeat {
                drainLast(of: list(pcp: pcp, index), index: index, pcp: pcp, zone: zone, log: &log)
                left -= 1
                share -= 1
            } while left > 0 && share > 0 && !list(pcp: pcp, index).pointee.isEmpty
        }
    }

    @discardableResult
    mutating func drainLast(
        of list: UnsafeMutablePointer<FrameList>, index: Int, pcp: Int, zone: ZoneIndex, log: inout TransitionLog
    ) -> DrainedBlock {
        let frame = list.pointee.tail
        let order = order(ofList: index)
        frames.remove(frame, order: order, from: list)
        perCPU[pcp].count -= 1 << UInt32(order)
        zones[zone].perCPU -= 1 << UInt64(order)
        let type = frames.record(frame).pointee.migratetype
        let merged = merge(frame, order: order, zone: zone, type: type)
        count(1 << Int64(order), zone: zone, cpu: UInt16(pcp - Int(zone.rawValue) * Int(cpus)))
        log.append(
            PageRow(
                operation: .drain, zone: zone, frame: FrameNumber(frame), order: order, blockOrder: merged,
                migratetype: type, owner: .free, ownerID: 0, tag: 0))
        return DrainedBlock(frame: frame, order: order, migratetype: type)
    }

    /// Gives all pages of one CPU's lists, or of every CPU's, back to the buddy (drain_local_pages, drain_all_pages).
    public mutating func drainPerCPU(cpu: UInt16?, log: inout TransitionLog) {
        for each in 0..<cpus where cpu == nil || cpu == each {
            for zone in zoneIndices {
                let pcp = pcpIndex(zone, each)
                while perCPU[pcp].count > 0 {
                    drain(perCPU[pcp].batch << UInt32(rules.batchScaleMax), pcp: pcp, zone: zone, first: 0, log: &log)
                }
            }
        }
    }
}
