import ReplayModel
import TraceFormat

/// Several CPUs take a zone's lock in an order that the order of requests does not tell: a CPU refills its stock before its own
/// mm_page_alloc, and another may refill in between. A recording with mm_page_alloc_zone_locked and mm_page_pcpu_drain tells the order,
/// since both stand under the lock (rmqueue_bulk, free_pcppages_bulk, mm/page_alloc.c of Linux 6.1). Of these events only the place is
/// taken (whose stock, which zone, order and migrate type), never the frame: which block leaves is the model's answer.
extension PhysicalMemory {
    /// Refills and drains wait for their places from here on.
    public mutating func followLockOrder() {
        lockedWork = [LockedWork](repeating: LockedWork(), count: Int(cpus))
    }

    /// Whether refills and drains wait for their places.
    public var followsLockOrder: Bool { !lockedWork.isEmpty }

    /// What a CPU does in an interrupt while it holds the lock of its own stock of a zone goes past the stock, straight to the buddy
    /// (pcp_spin_trylock fails, free_unref_page and rmqueue_pcplist of 6.1).
    public mutating func setPCP(locked: Bool) {
        if followsLockOrder { hasPerCPULists = !locked }
    }

    /// A place of a refill: one block leaves the buddy for the tail of the CPU's list. Returns the block's first frame; nil: there is none,
    /// or blocks of this order have no such list.
    public mutating func refillAtPlace(
        _ zone: ZoneIndex, order: UInt8, migratetype type: UInt8, cpu: UInt16, log: inout TransitionLog
    ) -> UInt32? {
        let list = list(pcp: pcpIndex(zone, cpu), listIndex(order, type))
        guard let block = takeAtPlace(zone, order: order, type: type, log: &log) else { return nil }
        pushOnPCP(block, order: order, list: list, zone: zone, cpu: cpu, log: &log)
        if let refill = lockedWork[Int(cpu)].refill, refill.zone != zone || refill.order != order { endRefill(cpu) }
        lockedWork[Int(cpu)].refilled = (zone, listIndex(order, type))
        lockedWork[Int(cpu)].refill = (zone, order, (lockedWork[Int(cpu)].refill?.blocks ?? 0) + 1)
        perCPU[pcpIndex(zone, cpu)].count += 1 << UInt32(order)
        zones[zone].perCPU += 1 << UInt64(order)
        markDirty(zone)
        // The last block of the batch: the lock is given up.
        if rules.fixedRefills, lockedWork[Int(cpu)].refill!.blocks >= refillSize(pcpIndex(zone, cpu), order) { endRefill(cpu) }
        return block.frame
    }

    /// The zone of the refill that was done for this request: its CPU's last one, of the same list.
    public mutating func takeRefilledZone(_ request: PageRequest) -> ZoneIndex? {
        guard followsLockOrder, let refilled = lockedWork[Int(request.cpu)].refilled, hasPerCPUList(request.order),
            refilled.list == listIndex(request.order, migratetype(of: request.gfp))
        else { return nil }
        lockedWork[Int(request.cpu)].refilled = nil
        return refilled.zone
    }

    /// Whether a place goes on with the CPU's refill of the same list: then the zone's lock has been held since the block before.
    public func isRefilling(_ zone: ZoneIndex, order: UInt8, migratetype type: UInt8, cpu: UInt16) -> Bool {
        guard let last = lockedWork[Int(cpu)].refilled, last.zone == zone, last.list == listIndex(order, type) else { return false }
        return !rules.fixedRefills || lockedWork[Int(cpu)].refill != nil
    }

    /// How many blocks stand on a CPU's list.
    public func pcpCount(_ zone: ZoneIndex, order: UInt8, migratetype type: UInt8, cpu: UInt16) -> UInt32 {
        list(pcp: pcpIndex(zone, cpu), listIndex(order, type)).pointee.count
    }

    /// A block as rmqueue_bulk gets it: without mixing migrate types where the first attempt must not, else with.
    private mutating func takeAtPlace(_ zone: ZoneIndex, order: UInt8, type: UInt8, log: inout TransitionLog) -> TakenBlock? {
        var flags: AllocationFlags = .low
        if type == Migratetype.movable.rawValue { flags.insert(.cma) }
        if noFragmentKinds & (1 << zones[zone].kind.rawValue) != 0 {
            if let block = take(order, zone: zone, type: type, flags: flags.union(.noFragment), log: &log) { return block }
        }
        return take(order, zone: zone, type: type, flags: flags, log: &log)
    }

    /// The CPU does something else: what its refill took is told to the zone's counter, all at once.
    @inline(__always)
    public mutating func endRefill(_ cpu: UInt16) {
        guard !lockedWork.isEmpty, let refill = lockedWork[Int(cpu)].refill else { return }
        count(-(Int64(refill.blocks) << Int64(refill.order)), zone: refill.zone, cpu: cpu)
        lockedWork[Int(cpu)].refill = nil
    }

    /// A place of a drain: the next block that this CPU has decided to give back joins the buddy. nil: it has decided on none.
    public mutating func drainAtPlace(cpu: UInt16, log: inout TransitionLog) -> DrainedBlock? {
        while let drain = lockedWork[Int(cpu)].drains.first {
            guard drain.pages > 0, let index = nextList(pcp: drain.pcp, from: drain.list) else {
                lockedWork[Int(cpu)].drains.removeFirst()
                continue
            }
            let block = drainLast(of: list(pcp: drain.pcp, index), index: index, pcp: drain.pcp, zone: drain.zone, log: &log)
            lockedWork[Int(cpu)].drains[0].pages -= 1 << Int64(block.order)
            lockedWork[Int(cpu)].drains[0].list = index
            return block
        }
        return nil
    }

    /// A place of a drain that the model did not decide on: the last block of the list that the place names. nil: the list is empty.
    public mutating func drainAtPlace(
        _ zone: ZoneIndex, order: UInt8, migratetype type: UInt8, cpu: UInt16, log: inout TransitionLog
    ) -> DrainedBlock? {
        guard hasPerCPUList(order) else { return nil }
        let pcp = pcpIndex(zone, cpu)
        let index = listIndex(order, type < perCPUTypes ? type : Migratetype.movable.rawValue)
        guard !list(pcp: pcp, index).pointee.isEmpty else { return nil }
        return drainLast(of: list(pcp: pcp, index), index: index, pcp: pcp, zone: zone, log: &log)
    }

    /// The first list that holds something, from `first` on, around.
    private func nextList(pcp: Int, from first: Int) -> Int? {
        (0..<PerCPUPages.listCount).lazy.map { (first + $0) % PerCPUPages.listCount }.first { !list(pcp: pcp, $0).pointee.isEmpty }
    }

    /// A full stock is to give back `pages`; returns false where drains do not wait for their places. The stock is locked until a drain is
    /// over, so what the one before has left undone is given up.
    mutating func decideDrain(_ pages: UInt32, pcp: Int, zone: ZoneIndex, first: Int, log: inout TransitionLog) -> Bool {
        guard !lockedWork.isEmpty else { return false }
        let cpu = pcp - Int(zone.rawValue) * Int(cpus)
        if lockedWork[cpu].drains.contains(where: { $0.pcp == pcp && $0.pages > 0 }) { log.count(.recordingDrainWithoutPlace) }
        lockedWork[cpu].drains.removeAll { $0.pcp == pcp }
        lockedWork[cpu].drains.append(
            LockedWork.Drain(zone: zone, pcp: pcp, pages: Int64(min(pages, perCPU[pcp].count)), list: first))
        return true
    }

    /// A stock is drained from outside: whole, in steps of 32 batches (drain_pages_zone), or by one batch (drain_zone_pages). `cpu` does it.
    public mutating func drainPCP(_ zone: ZoneIndex, of owner: UInt16, whole: Bool, by cpu: UInt16, log: inout TransitionLog) {
        let pcp = pcpIndex(zone, owner)
        let step = whole ? perCPU[pcp].batch << UInt32(rules.batchScaleMax) : perCPU[pcp].batch
        guard !lockedWork.isEmpty else {
            repeat { drain(step, pcp: pcp, zone: zone, first: 0, log: &log) } while whole && perCPU[pcp].count > 0
            return
        }
        var left = whole ? perCPU[pcp].count : min(step, perCPU[pcp].count)
        while left > 0 {
            lockedWork[Int(cpu)].drains.append(LockedWork.Drain(zone: zone, pcp: pcp, pages: Int64(min(step, left)), list: 0))
            left -= min(step, left)
        }
    }

    /// Compaction takes a free block whole (__isolate_free_page): page blocks of which it is half or more become movable. False where no
    /// free block of this order begins there.
    public mutating func isolate(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog) -> Bool {
        guard isBlockOfRAM(frame.rawValue, order: order) else { return false }
        let block = frames.peek(frame.rawValue)
        guard block.state == .free, block.order == order else { return false }
        unlist(frame.rawValue, order: order, zone: block.zone, type: block.migratetype)
        zones[block.zone].free -= 1 << UInt64(order)
        count(-(1 << Int64(order)), zone: block.zone, cpu: cpu)
        markDirty(block.zone)
        assign(
            frame.rawValue, to: PageRequest(order: order, gfp: .movable, owner: FrameOwner(.kernel), cpu: cpu), blockOrder: order,
            type: block.migratetype, recorded: nil, isServed: false, log: &log)
        if order + 1 >= pageblockOrder { makeMovable(frame.rawValue, order: order, zone: block.zone, log: &log) }
        return true
    }

    /// Page blocks of ordinary types become movable.
    private func makeMovable(_ frame: UInt32, order: UInt8, zone: ZoneIndex, log: inout TransitionLog) {
        let size = UInt32(1) << UInt32(pageblockOrder)
        for block in stride(from: frame & ~(size - 1), to: frame + (1 << UInt32(order)), by: Int(size))
        where pageblockType(of: block, zone: zone) < perCPUTypes {
            setPageblockType(Migratetype.movable.rawValue, of: block, order: 0, zone: zone, log: &log)
        }
    }

    /// Whether compaction may take a block of so many pages: the zone keeps its min watermark and as much again (__isolate_free_page).
    public func mayIsolate(_ frame: FrameNumber, order: UInt8) -> Bool {
        let zone = frames.peek(frame.rawValue).zone
        return countedFree(zone) > Int64(zones[zone].min) + 1 << Int64(order)
    }

    /// Takes the first block of a CPU's list, which the real system took without an event. Precondition: the list is not empty.
    public mutating func takeUnseen(
        _ zone: ZoneIndex, order: UInt8, migratetype type: UInt8, cpu: UInt16, log: inout TransitionLog
    ) -> FrameNumber {
        let request = PageRequest(order: order, gfp: .kernel, owner: FrameOwner(.kernel), cpu: cpu)
        guard
            let frame = takeFromPerCPU(order, zone: zone, cpu: cpu, type: type, flags: .low, halvesFactor: false, log: &log)
        else { preconditionFailure("the list is empty") }
        return hand(ZonePick(frame: frame, zone: zone, type: type, blockOrder: nil), to: request, log: &log)
    }
}
