import ReplayModel

/// How a cache's slabs are laid out.
///
/// Invariants: objectSize ≤ size; size is a multiple of align; objects = (4096 << order) / size ≥ 1;
/// minOrder ≤ order and minObjects = (4096 << minOrder) / size ≥ 1.
struct CacheGeometry: Sendable, Equatable {
    /// Bytes usable per object.
    var objectSize: UInt32
    /// Bytes from one object to the next.
    var size: UInt32
    var align: UInt32
    /// Order of a slab, and the objects in it.
    var order: UInt8
    var objects: UInt32
    /// The order to fall back to when no block of `order` is to be had, and the objects in such a slab.
    var minOrder: UInt8
    var minObjects: UInt32
    /// Slabs to keep on the node's partial list even when empty.
    var minPartial: UInt32
    /// Free objects wanted on a CPU's partial list, and the slabs that are expected to hold them.
    var cpuPartial: UInt32
    var cpuPartialSlabs: UInt32
}

extension SlabRules {
    /// The layout of a cache of objects of `objectSize` bytes; `align` is the caller's wish, 0 for none.
    /// Source: calculate_alignment (mm/slab_common.c), calculate_sizes, set_min_partial and set_cpu_partial (mm/slub.c).
    func geometry(objectSize: UInt32, align wish: UInt32, flags: SlabFlags) -> CacheGeometry {
        let align = alignment(objectSize: objectSize, wish: wish, flags: flags)
        var size = Self.roundUp(objectSize, to: pointerSize)
        if !flags.isDisjoint(with: .freePointerOutside) { size += pointerSize }
        size = Self.roundUp(size, to: align)
        let order = order(forSize: size)
        let minOrder = Self.pageOrder(UInt64(size))
        let objects = Self.objects(inOrder: order, size: size)
        let wanted = cpuPartialObjects(forSize: size)
        return CacheGeometry(
            objectSize: objectSize, size: size, align: align, order: order, objects: objects, minOrder: minOrder,
            minObjects: Self.objects(inOrder: minOrder, size: size), minPartial: minimumPartial(forSize: size), cpuPartial: wanted,
            cpuPartialSlabs: (2 * wanted + objects - 1) / objects)
    }

    /// The alignment that a cache gets: the wish, the cache line where asked for (halved for objects that fill at most
    /// half of it), and the machine's minimum.
    func alignment(objectSize: UInt32, wish: UInt32, flags: SlabFlags) -> UInt32 {
        var align = wish
        if flags.contains(.hardwareCacheAlign) {
            var line = cacheLine
            while objectSize <= line / 2 { line /= 2 }
            align = max(align, line)
        }
        return Self.roundUp(max(align, minimumAlign), to: pointerSize)
    }

    /// set_min_partial: log2 of the size, since 3.2 half of that, within 5 … 10.
    private func minimumPartial(forSize size: UInt32) -> UInt32 {
        let log = Self.fls(size) - 1
        return min(max(halvesMinimumPartial ? log / 2 : log, 5), 10)
    }

    private func cpuPartialObjects(forSize size: UInt32) -> UInt32 {
        if cpuPartial == .absent { return 0 }
        if size >= UInt32(pageSize) { return cpuPartialObjects[0] }
        if size >= 1024 { return cpuPartialObjects[1] }
        return size >= 256 ? cpuPartialObjects[2] : cpuPartialObjects[3]
    }
}
