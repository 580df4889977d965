import ReplayModel
import TraceFormat

/// Per-CPU page lists: a stock for each CPU and zone, filled and drained in batches (struct per_cpu_pages).
extension PhysicalMemory {
    /// Whether blocks of this order have per-CPU lists (pcp_allowed_order).
    @inline(__always)
    func hasPerCPUList(_ order: UInt8) -> Bool {
        hasPerCPULists
            && (order <= rules.largestPerCPUOrder || (rules.perCPUHugeBlocks && order == pageblockOrder))
    }

    /// Which list of a stock holds blocks of an order and migrate type (order_to_pindex).
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
        let stock = stock(zone, cpu)
        if halvesFactor { perCPU[stock].freeFactor >>= 1 }
        let list = list(stock: stock, listIndex(order, type))
        if list.pointee.isEmpty {
            refill(list, order: order, zone: zone, cpu: cpu, type: type, flags: flags, log: &log)
        }
        let frame = list.pointee.head
        guard frame != noFrame else { return nil }
        frames.remove(frame, order: order, from: list)
        perCPU[stock].count -= 1 << UInt32(order)
        zones[zone].perCPU -= 1 << UInt64(order)
        markDirty(zone)
        return frame
    }

    /// Moves a batch of blocks from the buddy to the tail of a per-CPU list (rmqueue_bulk).
    private mutating func refill(
        _ list: UnsafeMutablePointer<FrameList>, order: UInt8, zone: ZoneIndex, cpu: UInt16, type: UInt8, flags: AllocationFlags,
        log: inout TransitionLog
    ) {
        let stock = stock(zone, cpu)
        var batch = perCPU[stock].batch
        if batch > 1 { batch = max(batch >> UInt32(order), 2) }
        var left = batch
        while left > 0, let block = take(order, zone: zone, type: type, flags: flags, log: &log) {
            let record = frames.record(block.frame)
            record.pointee.state = .perCPU
            record.pointee.owner = FrameOwner(.perCPU, id: UInt32(cpu))
            frames.pushTail(block.frame, order: order, on: list)
            log.append(
                PageRow(
                    operation: .refill, zone: zone, frame: FrameNumber(block.frame), order: order,
                    blockOrder: block.blockOrder, migratetype: type, owner: .perCPU, ownerID: UInt32(cpu), tag: 0))
            left -= 1
        }
        let moved = (batch - left) << UInt32(order)
        count(-Int64(moved), zone: zone, cpu: cpu)
        perCPU[stock].count += moved
        zones[zone].perCPU += UInt64(moved)
        markDirty(zone)
    }

    /// Puts a freed block first on its per-CPU list and drains the stock when it is full (free_unref_page_commit).
    @inline(__always)
    mutating func freeToPerCPU(
        _ frame: UInt32, order: UInt8, zone: ZoneIndex, cpu: UInt16, type: UInt8, log: inout TransitionLog
    ) {
        let stock = stock(zone, cpu)
        let record = frames.record(frame)
        record.pointee.state = .perCPU
        record.pointee.order = order
        record.pointee.migratetype = type
        record.pointee.owner = FrameOwner(.perCPU, id: UInt32(cpu))
        let index = listIndex(order, type < perCPUTypes ? type : Migratetype.movable.rawValue)
        frames.pushHead(frame, order: order, on: list(stock: stock, index))
        perCPU[stock].count += 1 << UInt32(order)
        zones[zone].perCPU += 1 << UInt64(order)
        markDirty(zone)
        if followsRecordedDrains { return }
        let freeHigh = rules.freeFactor && perCPU[stock].freeFactor > 0 && order > 0 && order <= rules.largestPerCPUOrder
        let high = freeHigh ? 0 : perCPU[stock].high
        if perCPU[stock].count >= high {
            drain(drainCount(stock, all: freeHigh), stock: stock, zone: zone, first: index, log: &log)
        }
    }

    /// How many pages a full stock gives back (nr_pcp_free): a batch, doubled by each drain without an allocation between.
    private func drainCount(_ stock: Int, all: Bool) -> UInt32 {
        if all { return perCPU[stock].count }
        let batch = perCPU[stock].batch
        let high = perCPU[stock].high
        guard rules.freeFactor else { return batch }
        if high < batch { return 1 }
        let most = high - batch
        let doubled = batch << UInt32(perCPU[stock].freeFactor)
        if doubled < most, perCPU[stock].freeFactor < rules.batchScaleMax { perCPU[stock].freeFactor += 1 }
        return max(min(doubled, most), batch)
    }

    /// Gives at least `count` pages of a stock (all, when it has fewer) back to the buddy (free_pcppages_bulk).
    ///
    /// - Parameter first: the list to begin with.
    mutating func drain(_ count: UInt32, stock: Int, zone: ZoneIndex, first: Int, log: inout TransitionLog) {
        let wanted = min(count, perCPU[stock].count)
        guard wanted > 0 else { return }
        markDirty(zone)
        if rules.drainWholeLists {
            drainWholeLists(wanted, stock: stock, zone: zone, first: first, log: &log)
        } else {
            drainInTurn(wanted, stock: stock, zone: zone, log: &log)
        }
    }

    /// From 5.18: the freed page's list first, to its end, then the next one.
    private mutating func drainWholeLists(_ count: UInt32, stock: Int, zone: ZoneIndex, first: Int, log: inout TransitionLog) {
        var left = Int64(count)
        var index = first
        while left > 0 {
            let list = list(stock: stock, index)
            let size = Int64(1) << Int64(order(ofList: index))
            while left > 0, !list.pointee.isEmpty {
                drainLast(of: list, index: index, stock: stock, zone: zone, log: &log)
                left -= size
            }
            index = index + 1 == PerCPUPages.listCount ? 0 : index + 1
        }
    }

    /// Before 5.18: the three lists of order 0 in turn, one page more from each as long as others prove empty.
    private mutating func drainInTurn(_ count: UInt32, stock: Int, zone: ZoneIndex, log: inout TransitionLog) {
        var left = count
        var index = 0
        var share: UInt32 = 0
        while left > 0 {
            repeat {
                share += 1
                index = index + 1 == Int(perCPUTypes) ? 0 : index + 1
            } while list(stock: stock, index).pointee.isEmpty
            if share == UInt32(perCPUTypes) { share = left }
            repeat {
                drainLast(of: list(stock: stock, index), index: index, stock: stock, zone: zone, log: &log)
                left -= 1
                share -= 1
            } while left > 0 && share > 0 && !list(stock: stock, index).pointee.isEmpty
        }
    }

    private mutating func drainLast(
        of list: UnsafeMutablePointer<FrameList>, index: Int, stock: Int, zone: ZoneIndex, log: inout TransitionLog
    ) {
        let frame = list.pointee.tail
        let order = order(ofList: index)
        frames.remove(frame, order: order, from: list)
        perCPU[stock].count -= 1 << UInt32(order)
        zones[zone].perCPU -= 1 << UInt64(order)
        let type = frames.record(frame).pointee.migratetype
        let merged = merge(frame, order: order, zone: zone, type: type)
        count(1 << Int64(order), zone: zone, cpu: UInt16(stock - Int(zone.rawValue) * Int(cpus)))
        log.append(
            PageRow(
                operation: .drain, zone: zone, frame: FrameNumber(frame), order: order, blockOrder: merged,
                migratetype: type, owner: .free, ownerID: 0, tag: 0))
    }

    /// Gives all pages of one CPU's lists, or of every CPU's, back to the buddy (drain_local_pages, drain_all_pages).
    public mutating func drainPerCPU(cpu: UInt16?, log: inout TransitionLog) {
        for each in 0..<cpus where cpu == nil || cpu == each {
            for zone in zoneIndices {
                let stock = stock(zone, each)
                while perCPU[stock].count > 0 {
                    drain(perCPU[stock].batch << UInt32(rules.batchScaleMax), stock: stock, zone: zone, first: 0, log: &log)
                }
            }
        }
    }
}
