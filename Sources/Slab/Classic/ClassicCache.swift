/// What SLAB has of a cache beyond `KmemCache`: its layout, the limits of its arrays, and its node (struct kmem_cache_node).
struct ClassicCache: Sendable {
    let layout: ClassicLayout

    /// Objects of a CPU's array, how many move at once, and objects of the shared array (0: there is none).
    let limit: UInt32
    let batch: UInt32
    let sharedLimit: UInt32
    /// Free objects above which free slabs are given back: (1 + CPUs) × batch + objects of one slab.
    let freeLimit: UInt64

    var partial = RecordList<SlabIndex>()
    var free = RecordList<SlabIndex>()
    /// The colour of the next slab.
    var nextColour: UInt32 = 0
    /// A free slab was wanted since the node was last reaped.
    var freeTouched = false
    /// When the node is reaped next, in nanoseconds.
    var nextReap: UInt64

    /// The part of a cache made at `now` on a machine of `cpus` processors (enable_cpucache).
    init(_ layout: ClassicLayout, cpus: UInt16, now: UInt64) {
        self.layout = layout
        limit = ClassicRules.arrayLimit(size: layout.size)
        batch = ClassicRules.batch(limit: limit)
        sharedLimit = ClassicRules.sharedFactor(size: layout.size, cpus: UInt32(cpus)) * batch
        freeLimit = (1 + UInt64(cpus)) * UInt64(batch) + UInt64(layout.objects)
        nextReap = now + ClassicRules.nodePeriod
    }
}
