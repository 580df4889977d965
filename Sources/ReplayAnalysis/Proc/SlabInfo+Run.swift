import ProcFiles
import ReplayStore

extension Run {
    /// What a cache was made with.
    private struct Geometry {
        var name: Int64
        var size: Int64
        var order: Int64
        var objectsPerSlab: Int64
        /// SLAB: objects of a CPU's array.
        var limit: Int64
    }

    /// /proc/slabinfo after a moment: the caches that exist then, the latest made first. A merged cache is its target's alias
    /// and has no line, as in SLUB.
    ///
    /// SLUB counts as active whatever is not free on a node's partial list, and every slab as active (get_slabinfo, mm/slub.c
    /// of 6.1). SLAB counts as active what its slabs' lists do not hold, so objects in arrays too, and shows the arrays
    /// (get_slabinfo, mm/slab.c of 6.1). A kernel with SLOB has no slabinfo, which is an error here.
    package func slabInfo(at moment: Moment) throws -> SlabInfo {
        var caches: [Int64: Geometry] = [:]
        var made: [Int64] = []
        try database.forEachRow(
            "SELECT c.op, k.word, c.cache, c.name, c.size, c.ord, c.objects_per_slab, c.cpu_partial FROM cache c"
                + " JOIN code k ON k.table_name = 'cache' AND k.column_name = 'op' AND k.code = c.op"
                + " WHERE c.step <= ? ORDER BY c.step, c.seq", [SQLValue(moment.step)]
        ) { row in
            let cache = row.integer(2)
            switch row.text(1) {
            case "create":
                caches[cache] = Geometry(
                    name: row.integer(3), size: row.integer(4), order: row.integer(5), objectsPerSlab: row.integer(6), limit: row.integer(7)
                )
                made.append(cache)
            case "destroy": caches[cache] = nil
            default: break
            }
        }
        let algorithm = try profileValue("slab") ?? "slub"
        if algorithm == "slob" {
            throw AnalysisError("a kernel with SLOB has no slabinfo", expected: "the query @caches or @slab_cost")
        }
        let cpus = try profileValue("cpus").flatMap { UInt64($0) } ?? 1
        let columns = ["active_objs", "num_objs", "active_slabs", "num_slabs", "partial_free", "shared_free"]
        let rows = try lastRows(of: "cache_state", by: "cache", columns, at: moment, among: Set(caches.keys))
        let states = Dictionary(uniqueKeysWithValues: rows.map { ($0.subject, $0.values) })
        return SlabInfo(
            caches: try made.reversed().compactMap { cache in
                try caches[cache].map { geometry in
                    var line = try line(geometry, states[cache] ?? [0, 0, 0, 0, 0, 0])
                    if algorithm == "slab" { addArrays(geometry, cpus: cpus, to: &line) }
                    return line
                }
            })
    }

    /// SLAB's tunables (enable_cpucache, mm/slab.c): the limit is stored with the cache, the others follow from it.
    private func addArrays(_ geometry: Geometry, cpus: UInt64, to line: inout SlabInfo.Cache) {
        line.limit = UInt64(bitPattern: geometry.limit)
        line.batchCount = (line.limit + 1) / 2
        line.sharedFactor = geometry.size <= 4096 && cpus > 1 ? 8 : 0
    }

    private func line(_ geometry: Geometry, _ state: [Int64]) throws -> SlabInfo.Cache {
        let state = state.map { UInt64(bitPattern: $0) }
        let isSlub = try (profileValue("slab") ?? "slub") == "slub"
        var line = SlabInfo.Cache(
            name: try name(geometry.name), activeObjects: state[1] - state[4], objects: state[1],
            objectSize: UInt64(bitPattern: geometry.size), objectsPerSlab: UInt64(bitPattern: geometry.objectsPerSlab),
            pagesPerSlab: 1 << UInt64(bitPattern: geometry.order), activeSlabs: state[isSlub ? 3 : 2],
            slabs: state[3])
        line.sharedAvailable = state[5]
        return line
    }
}
