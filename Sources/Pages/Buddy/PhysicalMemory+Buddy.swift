import ReplayModel
import TraceFormat

/// The buddy lists themselves: linking, splitting, merging. All O(orders).
extension PhysicalMemory {
    /// Puts a block on its list and counts it; writes no record (boot leaves chunks implicit).
    @inline(__always)
    func link(_ frame: UInt32, order: UInt8, zone: ZoneIndex, type: UInt8, toTail: Bool) {
        if toTail {
            frames.pushTail(frame, order: order, on: list(zone, order, type))
        } else {
            frames.pushHead(frame, order: order, on: list(zone, order, type))
        }
        zones[zone].blocksFree[Int(order)] += 1
        if type == Migratetype.cma.rawValue { zones[zone].hasCMA = true }
    }

    /// Makes `frame` the head of a free block and lists it. `free` is the caller's to count.
    @inline(__always)
    func listFree(_ frame: UInt32, order: UInt8, zone: ZoneIndex, type: UInt8, toTail: Bool) {
        let record = frames.record(frame)
        record.pointee.state = .free
        record.pointee.order = order
        record.pointee.migratetype = type
        record.pointee.owner = FrameOwner(.free)
        link(frame, order: order, zone: zone, type: type, toTail: toTail)
    }

    /// Takes a free block off its list. The record keeps its order and becomes the caller's to fill.
    @inline(__always)
    func unlist(_ frame: UInt32, order: UInt8, zone: ZoneIndex, type: UInt8) {
        frames.remove(frame, order: order, from: list(zone, order, type))
        zones[zone].blocksFree[Int(order)] -= 1
    }

    /// Splits a block that stands on no list down to `order`: the upper halves join the heads of their lists (expand).
    @inline(__always)
    func expand(_ frame: UInt32, from blockOrder: UInt8, to order: UInt8, zone: ZoneIndex, type: UInt8) {
        var high = blockOrder
        while high > order {
            high -= 1
            listFree(frame + (1 << UInt32(high)), order: high, zone: zone, type: type, toTail: false)
        }
    }

    /// The first block of the smallest sufficient order, `first` at least, on one migrate type's lists, split to `order` (__rmqueue_smallest).
    /// It counts as allocated from here on; the caller gives it its owner.
    @inline(__always)
    func takeSmallest(_ order: UInt8, from first: UInt8 = 0, zone: ZoneIndex, type: UInt8) -> TakenBlock? {
        var current = max(order, first)
        while current <= maxOrder {
            let frame = list(zone, current, type).pointee.head
            if frame != noFrame {
                unlist(frame, order: current, zone: zone, type: type)
                expand(frame, from: current, to: order, zone: zone, type: type)
                let record = frames.record(frame)
                record.pointee.state = .allocated
                record.pointee.order = order
                record.pointee.migratetype = type
                zones[zone].free -= 1 << UInt64(order)
                return TakenBlock(frame: frame, blockOrder: current, type: type)
            }
            current += 1
        }
        return nil
    }

    /// Frees a block into the buddy lists: merges upward while the buddy is free, in the same zone and whole
    /// (__free_one_page). Returns the order it merged to.
    ///
    /// The result goes to the head of its list, or to the tail when told so or when the buddy one order up is free, so that
    /// a merge is near. A block and its buddy lie in one chunk. Precondition: the block's records say no other state than
    /// its head's, which is overwritten.
    @inline(__always)
    func merge(_ frame: UInt32, order: UInt8, zone: ZoneIndex, type: UInt8, toTail: Bool = false) -> UInt8 {
        let records = frames.chunk(of: frame)
        var index = Int(frame) & (chunkFrames - 1)
        let base = frame - UInt32(index)
        var order = order
        zones[zone].free += 1 << UInt64(order)
        records[index].state = .body
        while order < maxOrder {
            let buddy = index ^ (1 << Int(order))
            guard isFree(records + buddy, order: order, zone: zone) else { break }
            if order >= pageblockOrder, !mayMerge(type, base + UInt32(buddy), zone: zone) { break }
            unlist(base + UInt32(buddy), order: order, zone: zone, type: records[buddy].migratetype)
            records[buddy].state = .body
            index &= ~(1 << Int(order))
            order += 1
        }
        let tail = toTail || isMergeLikely(records, index, order: order, zone: zone)
        listFree(base + UInt32(index), order: order, zone: zone, type: type, toTail: tail)
        return order
    }

    @inline(__always)
    private func isFree(_ record: UnsafeMutablePointer<FrameRecord>, order: UInt8, zone: ZoneIndex) -> Bool {
        record.pointee.state == .free && record.pointee.order == order && record.pointee.zone == zone
    }

    /// Whether the buddy one order up is free, so that the pair may soon become one (buddy_merge_likely).
    @inline(__always)
    private func isMergeLikely(_ records: UnsafeMutablePointer<FrameRecord>, _ index: Int, order: UInt8, zone: ZoneIndex) -> Bool {
        guard order < maxOrder - 1 else { return false }
        let pair = index & ~(1 << Int(order))
        return isFree(records + (pair ^ (1 << Int(order + 1))), order: order + 1, zone: zone)
    }

    /// Whether whole page blocks of two types may merge: only blocks of the three ordinary types, or of one type.
    private func mayMerge(_ type: UInt8, _ buddy: UInt32, zone: ZoneIndex) -> Bool {
        let other = pageblockType(of: buddy, zone: zone)
        return type == other || (type < perCPUTypes && other < perCPUTypes)
    }
}
