import ReplayStore

extension Run {
    /// What a cache was made with.
    private struct Geometry {
        var name: Int64
        var size: Int64
        var order: Int64
        var objectsPerSlab: Int64
    }

    /// /proc/slabinfo after a moment: the caches that exist then, the latest made first. A merged cache is its target's alias
    /// and has no line, as in SLUB.
    ///
    /// SLUB counts as active whatever is not free on a node's partial list, and every slab as active (get_slabinfo, mm/slub.c
    /// of 6.1); SLAB counts what is allocated.
    public func slabInfo(at moment: Moment) throws -> SlabInfo {
        var caches: [Int64: Geometry] = [:]
        var made: [Int64] = []
        try database.forEachRow(
            "SELECT c.op, k.word, c.cache, c.name, c.size, c.ord, c.objects_per_slab FROM cache c"
                + " JOIN code k ON k.table_name = 'cache' AND k.column_name = 'op' AND k.code = c.op"
                + " WHERE c.step <= ? ORDER BY c.step, c.seq", [SQLValue(moment.step)]
        ) { row in
            let cache = row.integer(2)
            switch row.text(1) {
            case "create":
                caches[cache] = Geometry(
                    name: row.integer(3), size: row.integer(4), order: row.integer(5), objectsPerSlab: row.integer(6))
                made.append(cache)
            case "destroy": caches[cache] = nil
            default: break
            }
        }
        let isSlub = try (profileValue("slab") ?? "slub") == "slub"
        let columns = ["active_objs", "num_objs", "active_slabs", "num_slabs", "partial_free"]
        let rows = try lastRows(of: "cache_state", by: "cache", columns, at: moment, subjects: made.count)
        let states = Dictionary(uniqueKeysWithValues: rows.map { ($0.subject, $0.values) })
        return SlabInfo(
            caches: try made.reversed().compactMap { cache in
                try caches[cache].map { try line($0, states[cache] ?? [0, 0, 0, 0, 0], isSlub: isSlub) }
            })
    }

    private func line(_ geometry: Geometry, _ state: [Int64], isSlub: Bool) throws -> SlabInfo.Cache {
        let state = state.map { UInt64(bitPattern: $0) }
        return SlabInfo.Cache(
            name: try name(geometry.name), activeObjects: isSlub ? state[1] - state[4] : state[0], objects: state[1],
            objectSize: UInt64(bitPattern: geometry.size), objectsPerSlab: UInt64(bitPattern: geometry.objectsPerSlab),
            pagesPerSlab: 1 << UInt64(bitPattern: geometry.order), activeSlabs: state[isSlub ? 3 : 2],
            slabs: state[3])
    }
}
