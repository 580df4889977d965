import Pages
import ReplayModel
import TraceFormat

// kmalloc and krealloc. Source: mm/slab_common.c and include/linux/slab.h.
extension SlubAllocator {
    /// What kmalloc(0) returns (ZERO_SIZE_PTR): no memory stands behind it.
    static let zeroSizeObject = VirtualAddress(16)

    /// kmalloc of `size` bytes. Nil: more than the largest block; the kernel warns and returns NULL at once.
    mutating func kmalloc(
        size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if size == 0 { return Self.zeroSizeObject }
        if size > SlabRules.largestRequest { return nil }
        if size > SlabRules.largestClass { return try kmallocLarge(size, request, memory: &memory, log: &log) }
        return try allocate(kmallocCache(size, gfp, caller), bytes: UInt32(size), request, memory: &memory, log: &log)
    }

    @inline(__always)
    func kmallocCache(_ size: UInt64, _ gfp: GfpFlags, _ caller: NameID? = nil) -> UInt32 {
        kmallocCaches[rules.kmallocRow(gfp, caller: caller) * SlabRules.classCount + rules.kmallocClass(size: size)]
    }

    private mutating func kmallocLarge(
        _ size: UInt64, _ request: ObjectRequest, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let order = SlabRules.pageOrder(size)
        let owner = FrameOwner(.largeKmalloc, id: request.caller?.rawValue ?? 0)
        let pages = PageRequest(order: order, gfp: request.gfp.union(.compound), owner: owner, cpu: request.cpu)
        guard let frame = memory.allocate(pages, log: &log) else { throw OutOfMemory(request: pages) }
        let index = recordLarge(LargeAllocation(frame: frame, requested: size, order: order))
        frames.set(frame, order: order, to: FrameMap.largeBit | index)
        largePages += 1 << UInt64(order)
        logLarge(.allocate, large[Int(index)], request, log: &log)
        return VirtualAddress(linearBase &+ UInt64(frame.rawValue) << pageShift)
    }

    private mutating func recordLarge(_ allocation: LargeAllocation) -> UInt32 {
        guard unusedLarge != SlubCache.none else {
            large.append(allocation)
            return UInt32(large.count - 1)
        }
        let index = unusedLarge
        unusedLarge = large[Int(index)].next
        large[Int(index)] = allocation
        return index
    }

    mutating func freeLarge(
        _ index: UInt32, cpu: UInt16, caller: NameID?, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) {
        let allocation = large[Int(index)]
        logLarge(.free, allocation, ObjectRequest(gfp: [], cpu: cpu, caller: caller), log: &log)
        frames.set(allocation.frame, order: allocation.order, to: 0)
        largePages -= 1 << UInt64(allocation.order)
        large[Int(index)].next = unusedLarge
        unusedLarge = index
        memory.free(allocation.frame, order: allocation.order, cpu: cpu, log: &log)
    }

    private func logLarge(_ operation: ObjectOperation, _ allocation: LargeAllocation, _ request: ObjectRequest, log: inout TransitionLog) {
        log.append(
            ObjectRow(
                operation: operation, address: VirtualAddress(linearBase &+ UInt64(allocation.frame.rawValue) << pageShift),
                requested: allocation.requested, given: pageSize << UInt64(allocation.order), frame: allocation.frame,
                cpu: request.cpu, caller: request.caller, fresh: operation == .allocate, recorded: request.recorded))
    }

    /// krealloc: stays where it is when the object is large enough, whatever the new size; else moves. A size of 0 frees.
    /// Nil as for `kmalloc`, the old object stays. Precondition: `address` is NULL, kmalloc(0)'s, or begins a live object.
    mutating func krealloc(
        _ address: VirtualAddress, size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        if size == 0 {
            _ = free(address, cpu: cpu, caller: caller, memory: &memory, log: &log)
            return Self.zeroSizeObject
        }
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if resize(address, to: size, request, log: &log) { return address }
        let moved = try kmalloc(
            size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        if moved != nil { _ = free(address, cpu: cpu, caller: caller, memory: &memory, log: &log) }
        return moved
    }

    /// Changes what a live object was asked for, when it is large enough.
    private mutating func resize(_ address: VirtualAddress, to size: UInt64, _ request: ObjectRequest, log: inout TransitionLog) -> Bool {
        switch find(address) {
        case .nothing: return false
        case .unknown, .misaligned: preconditionFailure("krealloc of what is no object")
        case .large(let index):
            guard size <= pageSize << UInt64(large[Int(index)].order) else { return false }
            large[Int(index)].requested = size
            logLarge(.resize, large[Int(index)], request, log: &log)
        case .object(let slab, let number):
            precondition(isLive(number, of: slab), "krealloc of a free object")
            let cache = Int(slabs[Int(slab)].cache)
            guard size <= caches[cache].geometry.size else { return false }
            let record = slabs[Int(slab)].firstObject + UInt32(number)
            caches[cache].requested = caches[cache].requested - UInt64(objects[record].requested) + size
            objects[record].requested = UInt32(size)
            markDirty(UInt32(cache))
            log.append(
                ObjectRow(
                    operation: .resize, cache: caches[cache].id, address: address, requested: size,
                    given: UInt64(caches[cache].geometry.size), frame: slabs[Int(slab)].frame, cpu: request.cpu,
                    caller: request.caller, fresh: false, recorded: request.recorded))
        }
        return true
    }
}
