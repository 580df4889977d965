import ReplayModel

/// The caches of a running SLUB, with which a replay begins in mid-life.
///
/// Invariants: names are distinct; slabs do not overlap; a CPU has at most one slab of a cache.
public struct InitialSlabState: Sendable, Equatable {
    /// A cache and all its slabs.
    public struct Cache: Sendable, Equatable {
        public var name: String
        /// Bytes of an object as asked for, and from one object to the next.
        public var objectSize: UInt32
        public var size: UInt32
        public var order: UInt8
        public var objects: UInt32
        public var minPartial: UInt32
        public var cpuPartial: UInt32
        public var cpuPartialSlabs: UInt32
        /// SLAB_* bits (include/linux/slab.h).
        public var flags: UInt32
        /// Object numbers in the cache's random order; empty without freelist randomisation.
        public var sequence: [UInt16]
        /// Each list's slabs in its order; a CPU's partial list the oldest first.
        public var slabs: [SlabSnapshot]

        public init(
            name: String, objectSize: UInt32, size: UInt32, order: UInt8, objects: UInt32, minPartial: UInt32, cpuPartial: UInt32,
            cpuPartialSlabs: UInt32, flags: UInt32, sequence: [UInt16] = [], slabs: [SlabSnapshot] = []
        ) {
            self.name = name
            self.objectSize = objectSize
            self.size = size
            self.order = order
            self.objects = objects
            self.minPartial = minPartial
            self.cpuPartial = cpuPartial
            self.cpuPartialSlabs = cpuPartialSlabs
            self.flags = flags
            self.sequence = sequence
            self.slabs = slabs
        }
    }

    /// Oldest cache first.
    public var caches: [Cache]

    public init(caches: [Cache] = []) { self.caches = caches }
}

/// A slab as a snapshot of a real system shows it.
public struct SlabSnapshot: Sendable, Equatable {
    public var frame: FrameNumber
    public var order: UInt8
    public var objects: UInt16
    /// The slab's own free list, head first.
    public var freelist: [UInt16]
    public var place: SlabList
    public var cpu: UInt16
    /// The CPU's free list, head first; only for a CPU's slab.
    public var cpuFreelist: [UInt16]

    public init(
        frame: FrameNumber, order: UInt8, objects: UInt16, freelist: [UInt16] = [], place: SlabList, cpu: UInt16 = 0,
        cpuFreelist: [UInt16] = []
    ) {
        self.frame = frame
        self.order = order
        self.objects = objects
        self.freelist = freelist
        self.place = place
        self.cpu = cpu
        self.cpuFreelist = cpuFreelist
    }
}
