/// /proc/slabinfo, version 2.1 (cache_show and print_slabinfo_header, mm/slab_common.c of 6.1).
public struct SlabInfo: Equatable, Sendable {
    public struct Cache: Equatable, Sendable {
        public var name: String
        public var activeObjects: UInt64
        public var objects: UInt64
        /// Bytes from one object to the next.
        public var objectSize: UInt64
        public var objectsPerSlab: UInt64
        public var pagesPerSlab: UInt64
        /// SLAB's array caches; 0 in SLUB.
        public var limit: UInt64 = 0
        public var batchCount: UInt64 = 0
        public var sharedFactor: UInt64 = 0
        public var activeSlabs: UInt64
        public var slabs: UInt64
        public var sharedAvailable: UInt64 = 0

        public init(
            name: String, activeObjects: UInt64, objects: UInt64, objectSize: UInt64, objectsPerSlab: UInt64,
            pagesPerSlab: UInt64, activeSlabs: UInt64, slabs: UInt64
        ) {
            self.name = name
            self.activeObjects = activeObjects
            self.objects = objects
            self.objectSize = objectSize
            self.objectsPerSlab = objectsPerSlab
            self.pagesPerSlab = pagesPerSlab
            self.activeSlabs = activeSlabs
            self.slabs = slabs
        }
    }

    /// In the kernel's order: the latest made first.
    public var caches: [Cache]

    public init(caches: [Cache]) { self.caches = caches }

    public var text: String {
        "slabinfo - version: 2.1\n"
            + "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
            + " : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n"
            + caches.map(\.line).joined()
    }
}

extension SlabInfo.Cache {
    var line: String {
        let sizes = [
            name.rightPadded(17), activeObjects.padded(6), objects.padded(6), objectSize.padded(6), objectsPerSlab.padded(4),
            pagesPerSlab.padded(4),
        ]
        let tunables = [limit.padded(4), batchCount.padded(4), sharedFactor.padded(4)]
        let slabdata = [activeSlabs.padded(6), slabs.padded(6), sharedAvailable.padded(6)]
        return "\(sizes.joined(separator: " ")) : tunables \(tunables.joined(separator: " "))"
            + " : slabdata \(slabdata.joined(separator: " "))\n"
    }
}
