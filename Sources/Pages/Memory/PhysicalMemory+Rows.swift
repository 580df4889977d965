import ReplayModel
import TraceFormat

/// Memory as rows tell it: each row applied to the lists as the live allocator changed them, with no decision of its own.
///
/// What each row does to the lists (this is the proof that rows are lossless; `RowReplayTests` compares all lists in order after
/// every step):
///
/// | row | what it does |
/// |---|---|
/// | `allocate`, `block_order` n | the block at `pfn` is cut out of the free block of order n around it; what is left over joins the heads of its lists, largest first |
/// | `allocate`, no `block_order` | the block leaves its per-CPU list; where a recording took frames that stood elsewhere, they leave what held them, lowest first |
/// | `free`, `block_order` n | the block merges upward to order n; the result joins the head of its list, or the tail when the buddy one order up is free |
/// | `free`, no `block_order` | the block joins the head of CPU `owner_id`'s list of its order and migrate type |
/// | `refill` | as `allocate` with `block_order`; the block joins the tail of CPU `owner_id`'s list |
/// | `drain` | the block leaves its per-CPU list and merges as a `free` does |
/// | `move` | the free block joins the tail of `migratetype`'s list (the head before 5.10) |
/// | `own` | no list changes; blocks are split or joined to fit |
/// | `repair` of owner `recorded` | the reserved frames become managed and allocated |
/// | `repair` of owner `per_cpu` | the frames leave what held them, and the block joins the tail of CPU `owner_id`'s list |
/// | any other `repair` | nothing: it tells of the row after it |
extension PhysicalMemory {
    /// Applies a `page` row. False when it does not fit this state; the memory is then not to be used.
    public mutating func apply(_ row: PageRow) -> Bool {
        let frame = row.frame.rawValue
        guard isBlockOfRAM(frame, order: row.order), row.migratetype < migratetypeCount else { return false }
        switch row.operation {
        case .allocate: return applyAllocate(row)
        case .free: return applyFree(row)
        case .refill: return applyRefill(row)
        case .drain: return applyDrain(row)
        case .own: return applyOwn(row)
        case .move: return applyMove(row)
        case .repair: return applyRepair(row)
        }
    }

    /// Applies a `pageblock` row. False when it does not fit this state.
    public mutating func apply(_ row: PageblockRow) -> Bool {
        let zone = row.zone
        guard zoneIndices.contains(zone), row.newType < migratetypeCount, row.frame.rawValue < zones[zone].end,
            UInt64(row.frame.rawValue) + 1 << UInt64(pageblockOrder) > UInt64(zones[zone].start),
            pageblockType(of: row.frame.rawValue, zone: zone) == row.oldType
        else { return false }
        let size = UInt64(1) << UInt64(pageblockOrder)
        if row.oldType == Migratetype.highAtomic.rawValue { zones[zone].reservedHighAtomic -= min(size, zones[zone].reservedHighAtomic) }
        if row.newType == Migratetype.highAtomic.rawValue { zones[zone].reservedHighAtomic += size }
        pageblocks[pageblock(of: row.frame.rawValue, zone: zone)] = row.newType
        return true
    }

    private mutating func applyAllocate(_ row: PageRow) -> Bool {
        let frame = row.frame.rawValue
        if let blockOrder = row.blockOrder {
            guard cut(frame, order: row.order, from: blockOrder) else { return false }
        } else {
            seize(frame, order: row.order)
        }
        let record = frames.record(frame)
        record.pointee.state = .allocated
        record.pointee.order = row.order
        record.pointee.migratetype = row.gfp.map { migratetype(of: GfpFlags(rawValue: $0)) } ?? row.migratetype
        record.pointee.owner = FrameOwner(row.owner, id: row.ownerID, tag: row.tag)
        owned.add(row.owner, order: row.order)
        return true
    }

    private mutating func applyFree(_ row: PageRow) -> Bool {
        let frame = row.frame.rawValue
        guard makeBlock(frame, order: row.order) else { return false }
        let zone = frames.peek(frame).zone
        owned.remove(frames.peek(frame).ownerKind, order: row.order)
        if let merged = row.blockOrder { return merge(frame, order: row.order, zone: zone, type: row.migratetype) == merged }
        guard row.ownerID < UInt32(cpus), hasPerCPUList(row.order) else { return false }
        let record = frames.record(frame)
        record.pointee.state = .perCPU
        record.pointee.migratetype = row.migratetype
        record.pointee.owner = FrameOwner(.perCPU, id: row.ownerID)
        let pcp = pcpIndex(zone, UInt16(row.ownerID))
        let index = listIndex(row.order, row.migratetype < perCPUTypes ? row.migratetype : Migratetype.movable.rawValue)
        frames.pushHead(frame, order: row.order, on: list(pcp: pcp, index))
        perCPU[pcp].count += 1 << UInt32(row.order)
        zones[zone].perCPU += 1 << UInt64(row.order)
        return true
    }

    private mutating func applyRefill(_ row: PageRow) -> Bool {
        guard row.ownerID < UInt32(cpus), hasPerCPUList(row.order), let blockOrder = row.blockOrder,
            cut(row.frame.rawValue, order: row.order, from: blockOrder)
        else { return false }
        addToPCPTail(row.frame.rawValue, order: row.order, type: row.migratetype, cpu: UInt16(row.ownerID))
        return true
    }

    private mutating func applyDrain(_ row: PageRow) -> Bool {
        let block = frames.peek(row.frame.rawValue)
        guard block.state == .perCPU, block.order == row.order else { return false }
        takeOffPerCPU(row.frame.rawValue, keeping: row.frame.rawValue, order: row.order)
        return merge(row.frame.rawValue, order: row.order, zone: block.zone, type: row.migratetype) == row.blockOrder
    }

    private mutating func applyRepair(_ row: PageRow) -> Bool {
        let frame = row.frame.rawValue
        switch row.owner {
        case .recorded:
            let all = frame..<(frame + (1 << UInt32(row.order)))
            guard all.allSatisfy({ frames.peek($0).state == .reserved }) else { return false }
            for each in all { manage(each) }
            return reshape(frame, order: row.order)
        case .perCPU:
            guard row.ownerID < UInt32(cpus), hasPerCPUList(row.order) else { return false }
            seize(frame, order: row.order)
            addToPCPTail(frame, order: row.order, type: row.migratetype, cpu: UInt16(row.ownerID))
            return true
        default: return true
        }
    }

    private mutating func applyOwn(_ row: PageRow) -> Bool {
        guard makeBlock(row.frame.rawValue, order: row.order) else { return false }
        let record = frames.record(row.frame.rawValue)
        owned.remove(record.pointee.ownerKind, order: row.order)
        owned.add(row.owner, order: row.order)
        record.pointee.owner = FrameOwner(row.owner, id: row.ownerID, tag: row.tag)
        return true
    }

    private mutating func applyMove(_ row: PageRow) -> Bool {
        let block = frames.peek(row.frame.rawValue)
        guard block.state == .free, block.order == row.order else { return false }
        move(row.frame.rawValue, order: row.order, zone: block.zone, to: row.migratetype)
        return true
    }

    /// Cuts a block out of the free block of `blockOrder` around it.
    private mutating func cut(_ frame: UInt32, order: UInt8, from blockOrder: UInt8) -> Bool {
        let head = frames.head(of: frame)
        let block = frames.peek(head)
        guard block.state == .free, block.order == blockOrder, blockOrder >= order else { return false }
        cutOut(frame, order: order, of: head)
        return true
    }

    /// Makes one allocated block of the frames where they are not one.
    private mutating func makeBlock(_ frame: UInt32, order: UInt8) -> Bool {
        let block = frames.peek(frame)
        return block.state == .allocated && block.order == order || reshape(frame, order: order)
    }
}
