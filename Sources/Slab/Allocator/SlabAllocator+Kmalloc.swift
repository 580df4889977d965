import Pages
import ReplayModel
import TraceFormat

// kmalloc, krealloc and kmem_cache_alloc. Source: mm/slab_common.c and include/linux/slab.h.
extension SlabAllocator {
    /// kmalloc of `size` bytes. Nil: more than the largest block; the kernel warns and returns NULL at once.
    @inline(__always)
    @specialized(where Source == PhysicalMemory)
    package mutating func kmalloc<Source: PageSource & ~Copyable>(
        _ size: UInt64, _ request: ObjectRequest, memory: inout Source, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        if size == 0 { return .zeroSizePointer }
        if size > SlabRules.largestRequest { return nil }
        if size > common.rules.largestKmalloc { return try common.allocateLarge(size, request, memory: &memory, log: &log) }
        let cache = common.kmallocCache(size, request.gfp, caller: request.caller)
        return try allocate(cache, bytes: UInt32(size), request, memory: &memory, log: &log)
    }

    /// krealloc: stays where it is when the object is large enough, whatever the new size; else moves. A size of 0 frees.
    /// Nil as for `kmalloc`, the old object stays. Precondition: `address` is NULL, kmalloc(0)'s, or begins a live object.
    @specialized(where Source == PhysicalMemory)
    package mutating func krealloc<Source: PageSource & ~Copyable>(
        _ address: VirtualAddress, _ size: UInt64, _ request: ObjectRequest, memory: inout Source,
        log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress? {
        let freeing = ObjectRequest(cpu: request.cpu, caller: request.caller)
        if size == 0 {
            _ = free(address, freeing, memory: &memory, log: &log)
            return .zeroSizePointer
        }
        if resize(address, to: size, request, log: &log) { return address }
        let moved = try kmalloc(size, request, memory: &memory, log: &log)
        if moved != nil { _ = free(address, freeing, memory: &memory, log: &log) }
        return moved
    }

    /// kmem_cache_alloc. Precondition: the cache lives.
    @specialized(where Source == PhysicalMemory)
    package mutating func cacheAllocate<Source: PageSource & ~Copyable>(
        _ cache: CacheID, _ request: ObjectRequest, memory: inout Source, log: inout TransitionLog
    ) throws(OutOfMemory) -> VirtualAddress {
        let target = common[cache].target
        precondition(common[target].isAlive, "the cache is destroyed")
        return try allocate(target, bytes: common[target].geometry.objectSize, request, memory: &memory, log: &log)
    }
}
