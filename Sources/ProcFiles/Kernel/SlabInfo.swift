import TraceFormat

/// /proc/slabinfo, version 2.1 (cache_show and print_slabinfo_header, mm/slab_common.c of 6.1).
package struct SlabInfo: ProcFormat {
    package struct Cache: Equatable, Sendable {
        package var name: String
        package var activeObjects: UInt64
        package var objects: UInt64
        /// Bytes from one object to the next.
        package var objectSize: UInt64
        package var objectsPerSlab: UInt64
        package var pagesPerSlab: UInt64
        /// SLAB's array caches; 0 in SLUB.
        package var limit: UInt64 = 0
        package var batchCount: UInt64 = 0
        package var sharedFactor: UInt64 = 0
        package var activeSlabs: UInt64
        package var slabs: UInt64
        package var sharedAvailable: UInt64 = 0

        package init(
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
    package var caches: [Cache]

    package init(caches: [Cache]) { self.caches = caches }

    package init(_ lines: WordLines) throws(TraceError) {
        guard let first = lines.lines.first, first.words.starts(with: ["slabinfo", "-"]) else {
            throw lines.error("is no slabinfo", expected: "slabinfo - version: 2.1")
        }
        caches = []
        for line in lines.lines.dropFirst() where !line.words[0].hasPrefix("#") { caches.append(try Cache(line, of: lines)) }
    }

    package var text: String {
        "slabinfo - version: 2.1\n"
            + "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
            + " : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n"
            + caches.map(\.line).joined()
    }
}

extension SlabInfo.Cache {
    /// `NAME` and five numbers; `: tunables` and `: slabdata` with three numbers each, which may be missing.
    fileprivate init(_ line: WordLines.Line, of lines: WordLines) throws(TraceError) {
        let sizes = "NAME, active objects, objects, size, objects and pages in a slab"
        self.init(
            name: String(line.words[0]), activeObjects: try lines.number(line, 1, sizes), objects: try lines.number(line, 2, sizes),
            objectSize: try lines.number(line, 3, sizes), objectsPerSlab: try lines.number(line, 4, sizes),
            pagesPerSlab: try lines.number(line, 5, sizes), activeSlabs: 0, slabs: 0)
        if let at = line.words.dropFirst(6).firstIndex(of: "tunables") {
            let tunables = "tunables LIMIT BATCHCOUNT SHAREDFACTOR"
            limit = try lines.number(line, at + 1, tunables)
            batchCount = try lines.number(line, at + 2, tunables)
            sharedFactor = try lines.number(line, at + 3, tunables)
        }
        if let at = line.words.dropFirst(6).firstIndex(of: "slabdata") {
            let slabdata = "slabdata ACTIVE_SLABS NUM_SLABS SHAREDAVAIL"
            activeSlabs = try lines.number(line, at + 1, slabdata)
            slabs = try lines.number(line, at + 2, slabdata)
            sharedAvailable = try lines.number(line, at + 3, slabdata)
        }
    }

    fileprivate var line: String {
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
