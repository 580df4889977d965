import Pages
import ReplayModel
import TraceFormat

/// A kmalloc that has pages of its own.
struct LargeKmalloc: LinkedRecord {
    var frame: FrameNumber
    var requested: UInt64
    var order: UInt8
    /// The next unused record.
    var next = LargeIndex.none

    /// Bytes of its pages.
    var given: UInt64 { pageSize << UInt64(order) }
}

// Large kmallocs: kmalloc_large, free_large_kmalloc. Source: mm/slab_common.c.
extension SlabCommon {
    /// Takes pages for `size` bytes. Throws, with nothing changed, when there are none.
    mutating func allocateLarge(
        _ size: UInt64, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let order = SlabRules.pageOrder(size)
        let owner = FrameOwner(.largeKmalloc, id: request.caller?.rawValue ?? 0)
        let gfp = order > 0 ? request.gfp.union(.compound) : request.gfp
        let wanted = PageRequest(order: order, gfp: gfp, owner: owner, cpu: request.cpu)
        guard let frame = memory.allocate(wanted, log: &log) else { throw OutOfMemory(request: wanted) }
        let index = large.insert(LargeKmalloc(frame: frame, requested: size, order: order))
        frames.set(frame, order: order, to: .large(index))
        largePages += 1 << UInt64(order)
        logLarge(.allocate, index, request, log: &log)
        return address(of: frame)
    }

    /// Gives the pages back.
    mutating func freeLarge(
        _ index: LargeIndex, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let kmalloc = large[index]
        logLarge(.free, index, request, log: &log)
        frames.set(kmalloc.frame, order: kmalloc.order, to: .none)
        largePages -= 1 << UInt64(kmalloc.order)
        large.remove(index)
        memory.free(kmalloc.frame, order: kmalloc.order, cpu: request.cpu, log: &log)
    }

    /// krealloc in place, where the pages are enough.
    mutating func resizeLarge(_ index: LargeIndex, to size: UInt64, _ request: ObjectRequest, log: inout TransitionLog) -> Bool {
        guard size <= (rules.largeSizeIsExact ? large[index].requested : large[index].given) else { return false }
        large[index].requested = size
        logLarge(.resize, index, request, log: &log)
        return true
    }

    private func logLarge(_ operation: ObjectOperation, _ index: LargeIndex, _ request: ObjectRequest, log: inout TransitionLog) {
        let kmalloc = large[index]
        log.append(
            ObjectRow(
                operation: operation, address: address(of: kmalloc.frame), requested: kmalloc.requested, given: kmalloc.given,
                frame: kmalloc.frame, cpu: request.cpu, caller: request.caller, fresh: operation == .allocate,
                recorded: request.recorded))
    }
}
