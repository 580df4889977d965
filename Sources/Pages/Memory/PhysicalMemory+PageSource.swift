import ReplayModel
import TraceFormat

/// The page source of every layer above. Order 0 is O(1) on the per-CPU lists and O(orders) on the buddy's.
extension PhysicalMemory: PageSource {
    public mutating func allocate(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
        if let policy, nodeCount > 1 { return allocate(following: following(policy, request), log: &log) }
        guard let pick = pickBlock(request, extra: [], log: &log) else { return nil }
        return hand(pick, to: request, log: &log)
    }

    @inline(never)
    private mutating func allocate(following request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
        pickBlock(request, extra: [], log: &log).map { hand($0, to: request, log: &log) }
    }

    /// A block for the request, by the first attempt or the second; it has no owner yet.
    @inline(__always)
    mutating func pickBlock(_ request: PageRequest, extra: AllocationFlags, log: inout TransitionLog) -> ZonePick? {
        precondition(request.order <= maxOrder, "order of a page request")
        precondition(request.cpu < cpus, "CPU of a page request")
        if request.zone != nil, let pick = pickChosen(request, extra: extra, log: &log) { return pick }
        let fast = firstFlags(request).union(extra)
        if let pick = pick(request, flags: fast, log: &log) { return pick }
        wakeKswapd(for: request)
        var slow = AllocationFlags(slowPath: request.gfp, order: request.order, rules: rules)
        slow.formUnion(extra)
        return pick(request, flags: slow, log: &log)
    }

    /// The flags of a request's first attempt.
    @inline(__always)
    func firstFlags(_ request: PageRequest) -> AllocationFlags {
        noFragmentKinds & (1 << highestZone(for: request.gfp).rawValue) != 0 ? [.low, .noFragment] : .low
    }

    /// A last attempt for an OOM victim, which may use half of what the watermarks leave (ALLOC_OOM), or all of it before 4.14.
    public mutating func allocateForVictim(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
        var flags = AllocationFlags(slowPath: request.gfp, order: request.order, rules: rules)
        flags.insert(rules.victimsIgnoreWatermarks ? .noWatermarks : .victim)
        guard let pick = pick(request, flags: flags, log: &log) else { return nil }
        return hand(pick, to: request, log: &log)
    }

    /// A last attempt for a request that a recording shows served: the page that the rules give next, whatever the watermarks say.
    public mutating func allocateBelowWatermarks(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? {
        pick(request, flags: .noWatermarks, log: &log).map { hand($0, to: request, log: &log) }
    }

    mutating func hand(_ pick: ZonePick, to request: PageRequest, log: inout TransitionLog) -> FrameNumber {
        let recorded = request.recorded.map { UInt64($0.rawValue) }
        assign(pick.frame, to: request, blockOrder: pick.blockOrder, type: pick.type, recorded: recorded, log: &log)
        // The kernel reserves before it returns the block. Rows say it after: they are in the order in which lists change.
        if pick.reserves { reserveHighAtomic(pick.frame, zone: pick.zone, log: &log) }
        return FrameNumber(pick.frame)
    }

    /// Makes a block that stands on no list any more the request's. `type`: the list that it came from; `isServed`: it counts as a request
    /// served.
    @inline(__always)
    mutating func assign(
        _ frame: UInt32, to request: PageRequest, blockOrder: UInt8?, type: UInt8, recorded: UInt64?, isServed: Bool = true,
        log: inout TransitionLog
    ) {
        let record = frames.record(frame)
        record.pointee.state = .allocated
        record.pointee.order = request.order
        record.pointee.migratetype = migratetype(of: request.gfp)
        record.pointee.owner = request.owner
        owned.add(request.owner.kind, order: request.order)
        if isServed {
            zones[record.pointee.zone].served &+= 1
            if nodeCount > 1 { countNode(request, record.pointee.zone) }
        }
        log.append(
            PageRow(
                operation: .allocate, zone: record.pointee.zone, frame: FrameNumber(frame), order: request.order,
                blockOrder: blockOrder, migratetype: type, owner: request.owner.kind, ownerID: request.owner.id,
                tag: request.owner.tag, gfp: isServed ? request.gfp.rawValue : nil, recorded: recorded))
    }

    /// The block may be a part of what was allocated, or several allocations side by side: blocks are split or joined first.
    public mutating func free(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog) {
        precondition(order <= maxOrder && frame.rawValue & ((1 << UInt32(order)) - 1) == 0, "block to free")
        precondition(cpu < cpus, "CPU that frees")
        let record = frames.record(frame.rawValue)
        if record.pointee.state != .allocated || record.pointee.order != order {
            precondition(reshape(frame.rawValue, order: order), "frame \(frame.rawValue) is not allocated")
        }
        precondition(record.pointee.mapCount == 0, "frame \(frame.rawValue) is still mapped")
        release(frame.rawValue, order: order, cpu: cpu, log: &log)
    }

    /// Frees an allocated block whose head record has this order (free_unref_page, __free_pages_ok).
    mutating func release(_ frame: UInt32, order: UInt8, cpu: UInt16, log: inout TransitionLog) {
        let zone = frames.record(frame).pointee.zone
        owned.remove(frames.record(frame).pointee.ownerKind, order: order)
        let type = pageblockType(of: frame, zone: zone)
        // Whether a page block's free went to the CPU's list (a huge page) or not (memory given to the allocator at boot) a
        // recording does not tell; the drain that follows in the first case does.
        let isFollowed = followsRecordedDrains && order > rules.largestPerCPUOrder
        if hasPerCPUList(order), !isFollowed, type != Migratetype.isolate.rawValue {
            appendFree(frame, order: order, zone: zone, type: type, blockOrder: nil, owner: FrameOwner(.perCPU, id: UInt32(cpu)), log: &log)
            freeToPerCPU(frame, order: order, zone: zone, cpu: cpu, type: type, log: &log)
        } else {
            let merged = merge(frame, order: order, zone: zone, type: type)
            count(1 << Int64(order), zone: zone, cpu: cpu)
            markDirty(zone)
            appendFree(frame, order: order, zone: zone, type: type, blockOrder: merged, owner: FrameOwner(.free), log: &log)
        }
    }

    @inline(__always)
    private func appendFree(
        _ frame: UInt32, order: UInt8, zone: ZoneIndex, type: UInt8, blockOrder: UInt8?, owner: FrameOwner, log: inout TransitionLog
    ) {
        log.append(
            PageRow(
                operation: .free, zone: zone, frame: FrameNumber(frame), order: order, blockOrder: blockOrder,
                migratetype: type, owner: owner.kind, ownerID: owner.id, tag: 0))
    }

    /// Precondition: the frames are allocated.
    public mutating func setOwner(_ owner: FrameOwner, of frame: FrameNumber, order: UInt8, log: inout TransitionLog) {
        let record = frames.record(frame.rawValue)
        if record.pointee.state != .allocated || record.pointee.order != order {
            precondition(reshape(frame.rawValue, order: order), "frame \(frame.rawValue) is not allocated")
        }
        owned.remove(record.pointee.ownerKind, order: order)
        owned.add(owner.kind, order: order)
        record.pointee.owner = owner
        log.append(
            PageRow(
                operation: .own, zone: record.pointee.zone, frame: frame, order: order,
                migratetype: record.pointee.migratetype, owner: owner.kind, ownerID: owner.id, tag: owner.tag))
    }

    public func owner(of frame: FrameNumber) -> FrameOwner {
        frame.rawValue < frames.frameCount ? frames.peek(frames.head(of: frame.rawValue)).owner : FrameOwner(.reserved)
    }

    /// Precondition: the frame is RAM.
    public func zone(of frame: FrameNumber) -> ZoneIndex { frames.peek(frame.rawValue).zone }

    public func mapCount(of frame: FrameNumber) -> UInt32 { frames.peek(frame.rawValue).mapCount }

    public mutating func addMapping(to frame: FrameNumber) { frames.record(frame.rawValue).pointee.mapCount += 1 }

    /// Precondition: something maps the frame.
    public mutating func dropMapping(of frame: FrameNumber) -> UInt32 {
        let record = frames.record(frame.rawValue)
        precondition(record.pointee.mapCount > 0, "frame \(frame.rawValue) is not mapped")
        record.pointee.mapCount -= 1
        return record.pointee.mapCount
    }

    /// Makes one allocated block of the frames, out of parts of larger ones or of several smaller ones; the new block
    /// belongs to the owner of its first frame. False, and nothing changed, when a frame of it is not allocated.
    mutating func reshape(_ frame: UInt32, order: UInt8) -> Bool {
        let head = frames.head(of: frame)
        let whole = frames.peek(head)
        if head != frame || whole.order > order {
            guard whole.state == .allocated else { return false }
            splitAllocated(head, keeping: frame, order: order)
            return true
        }
        let end = frame + (1 << UInt32(order))
        var part = frame
        while part < end {
            let record = frames.peek(part)
            guard record.state == .allocated else { return false }
            part += 1 << UInt32(record.order)
        }
        part = frame
        while part < end {
            let record = frames.peek(part)
            owned.remove(record.ownerKind, order: record.order)
            part += 1 << UInt32(record.order)
        }
        owned.add(whole.ownerKind, order: order)
        for body in (frame + 1)..<max(end, frame + 1) { frames.record(body).pointee.state = .body }
        frames.record(frame).pointee.order = order
        return true
    }

    /// Splits an allocated block into halves until `frame` is a block of `order`; all parts keep the owner.
    private mutating func splitAllocated(_ head: UInt32, keeping frame: UInt32, order: UInt8) {
        var head = head
        var size = frames.peek(head).order
        let pattern = frames.peek(head)
        while size > order {
            size -= 1
            let upper = head + (1 << UInt32(size))
            for half in [head, upper] {
                let record = frames.record(half)
                record.pointee.state = .allocated
                record.pointee.order = size
                record.pointee.migratetype = pattern.migratetype
                record.pointee.owner = pattern.owner
            }
            if frame >= upper { head = upper }
        }
    }

    /// Writes one `zone_free` row for each zone that changed in the step, by zone, and forgets the step's fallbacks.
    @inline(__always)
    public mutating func endStep(log: inout TransitionLog) {
        if dirty != 0 || !fallbacks.isEmpty { writeZones(&log) }
        if numaDirty != 0 { writeNodes(&log) }
    }

    private mutating func writeZones(_ log: inout TransitionLog) {
        for zone in zoneIndices where dirty & (1 << UInt32(zone.rawValue)) != 0 { log.append(freeRow(zone)) }
        dirty = 0
        if !fallbacks.isEmpty { fallbacks.removeAll(keepingCapacity: true) }
    }

    private func freeRow(_ zone: ZoneIndex) -> ZoneFreeRow {
        ZoneFreeRow(
            zone: zone, blocks: zones[zone].blocksFree, free: zones[zone].free,
            perCPU: UInt32(truncatingIfNeeded: zones[zone].perCPU), boost: UInt32(truncatingIfNeeded: zones[zone].boost))
    }
}
