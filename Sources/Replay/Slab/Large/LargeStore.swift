import Pages
import ReplayModel
import TraceFormat

/// The kmallocs of SLAB and SLOB that have pages of their own.
///
/// Invariants: `pages` = sum of 2^order of the records in use; an entry of the allocator's `FrameMap` with `largeBit` names one.
struct LargeStore: Sendable {
    private(set) var records: [LargeAllocation] = []
    private var unused = SlubCache.none
    /// Pages that they hold.
    private(set) var pages: UInt64 = 0

    subscript(index: UInt32) -> LargeAllocation { records[Int(index)] }

    /// Takes 2^`order` pages for `size` bytes. Throws, with nothing changed, when there are none.
    mutating func allocate(
        _ size: UInt64, order: UInt8, gfp: GfpFlags, _ request: ObjectRequest, frames: inout FrameMap, linearBase: UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let owner = FrameOwner(.largeKmalloc, id: request.caller?.rawValue ?? 0)
        let wanted = PageRequest(order: order, gfp: gfp, owner: owner, cpu: request.cpu)
        guard let frame = memory.allocate(wanted, log: &log) else { throw OutOfMemory(request: wanted) }
        let index = record(LargeAllocation(frame: frame, requested: size, order: order))
        frames.set(frame, order: order, to: FrameMap.largeBit | index)
        pages += 1 << UInt64(order)
        logBlock(.allocate, index, request, linearBase, to: &log)
        return VirtualAddress(linearBase &+ UInt64(frame.rawValue) << pageShift)
    }

    /// Gives the pages back.
    mutating func free(
        _ index: UInt32, _ request: ObjectRequest, frames: inout FrameMap, linearBase: UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        logBlock(.free, index, request, linearBase, to: &log)
        let allocation = records[Int(index)]
        frames.set(allocation.frame, order: allocation.order, to: 0)
        pages -= 1 << UInt64(allocation.order)
        records[Int(index)].next = unused
        unused = index
        memory.free(allocation.frame, order: allocation.order, cpu: request.cpu, log: &log)
    }

    /// krealloc in place.
    mutating func resize(_ index: UInt32, to size: UInt64, _ request: ObjectRequest, linearBase: UInt64, log: inout TransitionLog) {
        records[Int(index)].requested = size
        logBlock(.resize, index, request, linearBase, to: &log)
    }

    private mutating func record(_ allocation: LargeAllocation) -> UInt32 {
        guard unused != SlubCache.none else {
            records.append(allocation)
            return UInt32(records.count - 1)
        }
        let index = unused
        unused = records[Int(index)].next
        records[Int(index)] = allocation
        return index
    }

    private func logBlock(
        _ operation: ObjectOperation, _ index: UInt32, _ request: ObjectRequest, _ linearBase: UInt64, to log: inout TransitionLog
    ) {
        let allocation = records[Int(index)]
        log.append(
            ObjectRow(
                operation: operation, address: VirtualAddress(linearBase &+ UInt64(allocation.frame.rawValue) << pageShift),
                requested: allocation.requested, given: pageSize << UInt64(allocation.order), frame: allocation.frame,
                cpu: request.cpu, caller: request.caller, fresh: operation == .allocate, recorded: request.recorded))
    }
}
