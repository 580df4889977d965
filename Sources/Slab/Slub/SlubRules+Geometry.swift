import ReplayModel

extension SlubRules {
    /// The layout of a cache of objects of `objectSize` bytes; `align` is the caller's wish, 0 for none.
    /// Source: calculate_sizes, set_min_partial and set_cpu_partial (mm/slub.c).
    func geometry(objectSize: UInt32, align wish: UInt32, flags: SlabFlags) -> CacheGeometry {
        let align = common.alignment(objectSize: objectSize, wish: wish, flags: flags)
        var size = SlabRules.roundUp(objectSize, to: common.pointerSize)
        if !flags.isDisjoint(with: .freePointerOutside) { size += common.pointerSize }
        size = SlabRules.roundUp(size, to: align)
        let order = order(forSize: size)
        return CacheGeometry(
            objectSize: objectSize, size: size, align: align, order: order, objects: SlabRules.objects(inOrder: order, size: size),
            minPartial: minimumPartial(forSize: size), cpuPartial: cpuPartialObjects(forSize: size))
    }

    /// The slabs that are expected to hold the free objects wanted on a CPU's partial list (slub_set_cpu_partial).
    func cpuPartialSlabs(_ geometry: CacheGeometry) -> UInt32 {
        (2 * geometry.cpuPartial + geometry.objects - 1) / geometry.objects
    }

    /// set_min_partial: log2 of the size, since 3.2 half of that, within 5 … 10.
    private func minimumPartial(forSize size: UInt32) -> UInt32 {
        let log = SlabRules.fls(size) - 1
        return min(max(halvesMinimumPartial ? log / 2 : log, 5), 10)
    }

    private func cpuPartialObjects(forSize size: UInt32) -> UInt32 {
        if cpuPartial == .absent { return 0 }
        if size >= UInt32(pageSize) { return cpuPartialObjects[0] }
        if size >= 1024 { return cpuPartialObjects[1] }
        return size >= 256 ? cpuPartialObjects[2] : cpuPartialObjects[3]
    }
}
