import ProcFiles
import ReplayModel
import ReplayStore

extension Run {
    /// /proc/slabinfo after a moment: the caches that exist then, the latest made first. A merged cache is its target's alias
    /// and has no line, as in SLUB.
    ///
    /// SLUB counts as active whatever is not free on a node's partial list, and every slab as active (get_slabinfo, mm/slub.c
    /// of 6.1). SLAB counts as active what its slabs' lists do not hold, so objects in arrays too, and shows the arrays
    /// (get_slabinfo, mm/slab.c of 6.1). A kernel with SLOB has no slabinfo, which is an error here.
    package func slabInfo(at moment: Moment) throws -> SlabInfo {
        let algorithm = try machine.profileValue("slab") ?? "slub"
        if algorithm == "slob" {
            throw AnalysisError("a kernel with SLOB has no slabinfo", expected: "the query @caches or @slab_cost")
        }
        let cpus = try machine.profileValue("cpus").flatMap { UInt64($0) } ?? 1
        let caches = try slab.caches(at: moment)
        let states = try slab.states(of: caches.map(\.cache), at: moment)
        return SlabInfo(
            caches: try caches.reversed().map { cache in
                var line = try line(cache, states[cache.cache])
                if algorithm == "slab" { addArrays(cache, cpus: cpus, to: &line) }
                return line
            })
    }

    /// SLAB's tunables (enable_cpucache, mm/slab.c): the limit is stored with the cache, the others follow from it.
    private func addArrays(_ cache: CacheRow, cpus: UInt64, to line: inout SlabInfo.Cache) {
        line.limit = UInt64(cache.cpuPartial)
        line.batchCount = (line.limit + 1) / 2
        line.sharedFactor = cache.size <= 4096 && cpus > 1 ? 8 : 0
    }

    /// `cache`: what it was made with; `state`: nil before its first object.
    private func line(_ cache: CacheRow, _ state: CacheStateRow?) throws -> SlabInfo.Cache {
        let isSlub = try (machine.profileValue("slab") ?? "slub") == "slub"
        let state = state ?? CacheStateRow(cache: cache.cache, activeObjects: 0, objects: 0, activeSlabs: 0, slabs: 0, requested: 0)
        var line = SlabInfo.Cache(
            name: try name(cache.name), activeObjects: state.objects - state.partialFree, objects: state.objects,
            objectSize: UInt64(cache.size), objectsPerSlab: UInt64(cache.objectsPerSlab), pagesPerSlab: 1 << UInt64(cache.order),
            activeSlabs: isSlub ? state.slabs : state.activeSlabs, slabs: state.slabs)
        line.sharedAvailable = state.sharedFree
        return line
    }
}
