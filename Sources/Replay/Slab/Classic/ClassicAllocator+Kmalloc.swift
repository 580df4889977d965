import Pages
import ReplayModel
import TraceFormat

// kmalloc and krealloc. Source: mm/slab_common.c, mm/slab.c and include/linux/slab.h.
extension ClassicAllocator {
    /// kmalloc of `size` bytes. Nil: more than the largest block; the kernel warns and returns NULL at once.
    mutating func kmalloc(
        size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if size == 0 { return SlubAllocator.zeroSizeObject }
        if size > SlabRules.largestRequest { return nil }
        if size <= 1 << UInt64(rules.largestClass) {
            return try allocate(kmallocCache(size, gfp), bytes: UInt32(size), request, memory: &memory, log: &log)
        }
        return try large.allocate(
            size, order: SlabRules.pageOrder(size), gfp: gfp.union(.compound), request, frames: &frames, linearBase: linearBase,
            memory: &memory, log: &log)
    }

    @inline(__always)
    func kmallocCache(_ size: UInt64, _ gfp: GfpFlags) -> UInt32 {
        kmallocCaches[rules.common.kmallocType(gfp).rawValue * ClassicRules.classCount + rules.kmallocClass(size: size)]
    }

    /// krealloc: stays where it is when the object is large enough (ksize: the cache's object size), whatever the new size;
    /// else moves. A size of 0 frees. Nil as for `kmalloc`, the old object stays. Precondition: `address` is NULL,
    /// kmalloc(0)'s, or begins a live object.
    mutating func krealloc(
        _ address: VirtualAddress, size: UInt64, gfp: GfpFlags, cpu: UInt16, caller: NameID?, recorded: UInt64?,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        if size == 0 {
            _ = free(address, cpu: cpu, caller: caller, memory: &memory, log: &log)
            return SlubAllocator.zeroSizeObject
        }
        let request = ObjectRequest(gfp: gfp, cpu: cpu, caller: caller, recorded: recorded)
        if resize(address, to: size, request, log: &log) { return address }
        let moved = try kmalloc(size: size, gfp: gfp, cpu: cpu, caller: caller, recorded: recorded, memory: &memory, log: &log)
        if moved != nil { _ = free(address, cpu: cpu, caller: caller, memory: &memory, log: &log) }
        return moved
    }

    /// Changes what a live object was asked for, when it is large enough.
    private mutating func resize(_ address: VirtualAddress, to size: UInt64, _ request: ObjectRequest, log: inout TransitionLog) -> Bool {
        switch find(address) {
        case .nothing: return false
        case .unknown, .misaligned: preconditionFailure("krealloc of what is no object")
        case .large(let index):
            guard size <= pageSize << UInt64(large[index].order) else { return false }
            large.resize(index, to: size, request, linearBase: linearBase, log: &log)
        case .object(let slab, let number):
            precondition(isLive(number, of: slab), "krealloc of a free object")
            let cache = Int(slabs[Int(slab)].cache)
            guard size <= caches[cache].layout.objectSize else { return false }
            let record = slabs[Int(slab)].firstObject + UInt32(number)
            caches[cache].requested = caches[cache].requested - UInt64(objects[record].requested) + size
            objects[record].requested = UInt32(size)
            markDirty(UInt32(cache))
            log.append(
                ObjectRow(
                    operation: .resize, cache: caches[cache].id, address: address, requested: size,
                    given: UInt64(caches[cache].layout.size), frame: slabs[Int(slab)].frame, cpu: request.cpu,
                    caller: request.caller, fresh: false, recorded: request.recorded))
        }
        return true
    }
}
