import ReplayModel
import TraceFormat

/// What became of a request for the frame that a recording names.
public enum RecordedPlacement: Equatable, Sendable {
    /// The block was free in the buddy and was cut out of a larger one where needed.
    case taken
    /// It stood on a CPU's list.
    case takenFromPerCPU
    /// Some of it was not free. It was taken all the same; the owner is that of its first frame that was not free.
    case notFree(FrameOwner)
    /// It does not lie in RAM, or not at a multiple of its size: nothing was done.
    case notManaged
}

/// What became of the free of a frame that a recording names.
public enum RecordedFree: Equatable, Sendable {
    case freed
    /// It was a part of a larger allocation, which was split, or several smaller ones.
    case reshaped
    /// Some of it was not allocated, and is `owner`'s; what was allocated was freed.
    case notAllocated(FrameOwner)
    /// It was reserved RAM (init memory, say), which is managed from now on.
    case wasReserved
    /// Processes still map it: nothing was done.
    case stillMapped(FrameOwner)
    /// It does not lie in RAM, or not at a multiple of its size: nothing was done.
    case notManaged
}

/// Placement `recorded`: the frames that a real system chose. With per-CPU lists off (`perCPULists` false) a free frame is in
/// the buddy. With them on and `followsRecordedDrains`, a recording that tells of refills and drains rebuilds the true buddy.
extension PhysicalMemory {
    /// A recorded refill (mm_page_alloc_zone_locked with percpu_refill=1): the block leaves the buddy for the tail of a
    /// CPU's list. False, and nothing done, when it is not free in the buddy, or its order has no per-CPU list.
    public mutating func refillRecorded(
        _ frame: FrameNumber, order: UInt8, migratetype: UInt8, cpu: UInt16, log: inout TransitionLog
    ) -> Bool {
        guard cpu < cpus, migratetype < perCPUTypes, hasPerCPUList(order), isBlockOfRAM(frame.rawValue, order: order) else {
            return false
        }
        let head = frames.head(of: frame.rawValue)
        let block = frames.peek(head)
        guard block.state == .free, block.order >= order else { return false }
        cutOut(frame.rawValue, order: order, of: head)
        addToPCPTail(frame.rawValue, order: order, type: migratetype, cpu: cpu)
        log.append(
            PageRow(
                operation: .refill, zone: block.zone, frame: frame, order: order, blockOrder: block.order,
                migratetype: migratetype, owner: .perCPU, ownerID: UInt32(cpu), tag: 0))
        return true
    }

    /// A recorded drain (mm_page_pcpu_drain): the block leaves its per-CPU list for the buddy. False, and nothing done, when it
    /// does not stand on one as a block of this order.
    public mutating func drainRecorded(_ frame: FrameNumber, order: UInt8, log: inout TransitionLog) -> Bool {
        guard isBlockOfRAM(frame.rawValue, order: order) else { return false }
        let block = frames.peek(frame.rawValue)
        guard block.state == .perCPU, block.order == order else { return false }
        takeOffPerCPU(frame.rawValue, keeping: frame.rawValue, order: order)
        let merged = merge(frame.rawValue, order: order, zone: block.zone, type: block.migratetype)
        log.append(
            PageRow(
                operation: .drain, zone: block.zone, frame: frame, order: order, blockOrder: merged,
                migratetype: block.migratetype, owner: .free, ownerID: 0, tag: 0))
        return true
    }

    /// Puts a block last on a CPU's list, whatever stands there: the recording shows it there, and how it came there was not seen.
    /// False, and nothing done, where it is no RAM or its order has no per-CPU list.
    public mutating func addRecordedToPCP(
        _ frame: FrameNumber, order: UInt8, migratetype: UInt8, cpu: UInt16, log: inout TransitionLog
    ) -> Bool {
        guard cpu < cpus, migratetype < perCPUTypes, hasPerCPUList(order), isBlockOfRAM(frame.rawValue, order: order) else {
            return false
        }
        _ = seize(frame.rawValue, order: order)
        addToPCPTail(frame.rawValue, order: order, type: migratetype, cpu: cpu)
        let owner = FrameOwner(.perCPU, id: UInt32(cpu))
        append(.repair, frame.rawValue, order: order, type: migratetype, owner: owner, log: &log)
        return true
    }

    /// Which migrate type's per-CPU list a freed frame joins: its page block's, or movable where that has none
    /// (free_unref_page_commit's caller, mm/page_alloc.c of 6.1). Precondition: the frame is RAM.
    public func listType(of frame: FrameNumber) -> UInt8 {
        let type = pageblockType(of: frame.rawValue, zone: frames.peek(frame.rawValue).zone)
        return type < perCPUTypes ? type : Migratetype.movable.rawValue
    }

    /// Whether a frame is RAM that the page allocator manages.
    public func pageIsManaged(_ frame: FrameNumber) -> Bool {
        guard frame.rawValue < frames.frameCount else { return false }
        let state = frames.peek(frame.rawValue).state
        return state != .hole && state != .reserved
    }

    /// Takes exactly the block of 2^order frames from `frame`, whatever stands there.
    public mutating func allocateRecorded(
        _ request: PageRequest, frame: FrameNumber, log: inout TransitionLog
    ) -> RecordedPlacement {
        guard isBlockOfRAM(frame.rawValue, order: request.order) else { return .notManaged }
        let head = frames.head(of: frame.rawValue)
        let block = frames.peek(head)
        if block.state == .free, block.order >= request.order {
            cutOut(frame.rawValue, order: request.order, of: head)
            assign(
                frame.rawValue, to: request, blockOrder: block.order, type: block.migratetype, recorded: UInt64(frame.rawValue), log: &log)
            return .taken
        }
        let type = block.state == .body ? 0 : block.migratetype
        let odd = seize(frame.rawValue, order: request.order)
        if let odd {
            let owner = FrameOwner(.free)
            append(.repair, frame.rawValue, order: request.order, type: type, owner: owner, log: &log)
            log.count(.pageRecordedFrameNotFree)
            assign(frame.rawValue, to: request, blockOrder: nil, type: type, recorded: UInt64(frame.rawValue), log: &log)
            return .notFree(odd)
        }
        assign(frame.rawValue, to: request, blockOrder: nil, type: type, recorded: UInt64(frame.rawValue), log: &log)
        return .takenFromPerCPU
    }

    /// Frees the block of 2^order frames from `frame`, whatever stands there.
    public mutating func freeRecorded(
        _ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog
    ) -> RecordedFree {
        guard isBlockOfRAM(frame.rawValue, order: order) else { return .notManaged }
        if reservedIsAssumed { takeAssumed(frame.rawValue, order: order, log: &log) }
        let head = frames.head(of: frame.rawValue)
        let block = frames.peek(head)
        for index in 0..<(UInt32(1) << UInt32(order)) where mapCount(of: FrameNumber(frame.rawValue + index)) > 0 {
            return .stillMapped(block.owner)
        }
        if block.state == .allocated, block.order == order, head == frame.rawValue {
            release(head, order: order, cpu: cpu, log: &log)
            return .freed
        }
        if reshape(frame.rawValue, order: order) {
            release(frame.rawValue, order: order, cpu: cpu, log: &log)
            return .reshaped
        }
        if manageReserved(frame.rawValue, order: order, log: &log) {
            release(frame.rawValue, order: order, cpu: cpu, log: &log)
            return .wasReserved
        }
        return freeParts(frame.rawValue, order: order, cpu: cpu, log: &log)
    }

    /// Frees what of a block is allocated or reserved.
    private mutating func freeParts(_ frame: UInt32, order: UInt8, cpu: UInt16, log: inout TransitionLog) -> RecordedFree {
        var result = RecordedFree.wasReserved
        var part = frame
        while part < frame + (1 << UInt32(order)) {
            let block = frames.peek(frames.head(of: part))
            var size: UInt8 = 0
            switch block.state {
            case .allocated:
                size = min(block.order, order)
                if reshape(part, order: size) { release(part, order: size, cpu: cpu, log: &log) }
            case .reserved:
                manage(part)
                append(.repair, part, order: 0, type: 0, owner: FrameOwner(.recorded), log: &log)
                release(part, order: 0, cpu: cpu, log: &log)
            case .body, .free, .perCPU, .hole:
                if result == .wasReserved { result = .notAllocated(block.owner) }
            }
            part += 1 << UInt32(size)
        }
        if result != .wasReserved { log.count(.pageRecordedFreeOfFreeFrame) }
        return result
    }

    package func isBlockOfRAM(_ frame: UInt32, order: UInt8) -> Bool {
        let size = UInt32(1) << UInt32(order)
        guard order <= maxOrder, frame & (size - 1) == 0, frame < frames.frameCount else { return false }
        for each in frame..<(frame + size) where frames.peek(each).state == .hole { return false }
        return true
    }

    /// Makes a reserved frame a managed, allocated one.
    mutating func manage(_ frame: UInt32) {
        let record = frames.record(frame)
        record.pointee.state = .allocated
        record.pointee.order = 0
        record.pointee.owner = FrameOwner(.recorded)
        owned.add(.recorded, order: 0)
        zones[record.pointee.zone].managed += 1
    }

    /// Makes a block of reserved frames a managed, allocated one; false, and nothing done, when other frames are among them.
    private mutating func manageReserved(_ frame: UInt32, order: UInt8, log: inout TransitionLog) -> Bool {
        let all = frame..<(frame + (1 << UInt32(order)))
        guard all.allSatisfy({ frames.peek($0).state == .reserved }) else { return false }
        for each in all { manage(each) }
        append(.repair, frame, order: order, type: 0, owner: FrameOwner(.recorded), log: &log)
        return reshape(frame, order: order)
    }

    /// Takes a part out of a free block; what is left over joins the heads of its lists.
    mutating func cutOut(_ frame: UInt32, order: UInt8, of head: UInt32) {
        let block = frames.peek(head)
        let zone = block.zone
        unlist(head, order: block.order, zone: zone, type: block.migratetype)
        frames.record(head).pointee.state = .body
        var size = block.order
        var start = head
        while size > order {
            size -= 1
            let upper = start + (1 << UInt32(size))
            let isUpper = frame >= upper
            listFree(isUpper ? start : upper, order: size, zone: zone, type: block.migratetype, toTail: false)
            if isUpper { start = upper }
        }
        zones[zone].free -= 1 << UInt64(order)
        markDirty(zone)
    }

    /// Clears a block of whatever holds it. Returns the owner of the first frame that was neither free nor on a CPU's list.
    @discardableResult
    mutating func seize(_ frame: UInt32, order: UInt8) -> FrameOwner? {
        var odd: FrameOwner?
        var part = frame
        while part < frame + (1 << UInt32(order)) {
            let head = frames.head(of: part)
            let block = frames.peek(head)
            let size = min(block.order, order)
            switch block.state {
            case .free: cutOut(part, order: size, of: head)
            case .perCPU: takeOffPerCPU(head, keeping: part, order: size)
            case .reserved:
                if odd == nil { odd = block.owner }
                manage(part)
                owned.remove(.recorded, order: 0)
            case .allocated, .body, .hole:
                if odd == nil { odd = block.owner }
                if reshape(part, order: size) { owned.remove(block.ownerKind, order: size) }
            }
            part += 1 << UInt32(size)
        }
        for each in frame..<(frame + (1 << UInt32(order))) {
            frames.record(each).pointee.state = .body
            frames.record(each).pointee.mapCount = 0
        }
        return odd
    }

    /// Takes a block off a CPU's list; what of it is not wanted goes to the buddy.
    mutating func takeOffPerCPU(_ head: UInt32, keeping frame: UInt32, order: UInt8) {
        let block = frames.peek(head)
        let zone = block.zone
        let pcp = pcpIndex(zone, UInt16(block.ownerID))
        let type = block.migratetype < perCPUTypes ? block.migratetype : Migratetype.movable.rawValue
        frames.remove(head, order: block.order, from: list(pcp: pcp, listIndex(block.order, type)))
        perCPU[pcp].count -= 1 << UInt32(block.order)
        zones[zone].perCPU -= 1 << UInt64(block.order)
        markDirty(zone)
        frames.record(head).pointee.state = .body
        var size = block.order
        var start = head
        while size > order {
            size -= 1
            let upper = start + (1 << UInt32(size))
            let isUpper = frame >= upper
            _ = merge(isUpper ? start : upper, order: size, zone: zone, type: block.migratetype)
            if isUpper { start = upper }
        }
    }

    private func append(
        _ operation: PageOperation, _ frame: UInt32, order: UInt8, type: UInt8, owner: FrameOwner, log: inout TransitionLog
    ) {
        log.append(
            PageRow(
                operation: operation, zone: frames.peek(frame).zone, frame: FrameNumber(frame), order: order,
                migratetype: type, owner: owner.kind, ownerID: owner.id, tag: owner.tag))
    }
}
