import ProcFiles
import RealMachines
import ReplayAnalysis
import ReplayStore
import Virtual

extension StateCheck {
    /// /proc/slabinfo and /proc/vmallocinfo, as far as the run has caches and areas.
    mutating func checkObjects(_ run: Run, _ state: SystemState) throws {
        let moment = Moment(step: try run.lastStep(), time: 0)
        if let slabs = state.slabs { try check(slabs, run, moment) }
        if let areas = state.areas { try check(areas, run, moment) }
        if let caches = state.slabCaches { try checkSlabLists(run, caches) }
    }

    /// Each cache of the run that the file has too.
    private mutating func check(_ slabs: [SlabInfo.Cache], _ run: Run, _ moment: Moment) throws {
        let own = try run.slabInfo(at: moment).caches
        guard !own.isEmpty else { return skip("slabinfo: the run has no caches") }
        // A run that began in mid-life without the caches' state does not know what they held then.
        var knowsObjects = try run.fact("state") == nil
        if try run.hasStoredSlabs() { knowsObjects = true }
        if !knowsObjects { skip("slabinfo's objects: the starting state told nothing of caches") }
        var tally = Tally()
        for cache in own {
            guard let real = slabs.first(where: { $0.name == cache.name }) else { continue }
            if knowsObjects {
                tally.compare("\(cache.name) active_objs", cache.activeObjects, real.activeObjects)
                tally.compare("\(cache.name) num_objs", cache.objects, real.objects)
            }
            tally.compare("\(cache.name) objsize", cache.objectSize, real.objectSize)
            tally.compare("\(cache.name) objperslab", cache.objectsPerSlab, real.objectsPerSlab)
            tally.compare("\(cache.name) pagesperslab", cache.pagesPerSlab, real.pagesPerSlab)
        }
        append("slabinfo", "machine", tally)
    }

    /// Ranges with their sizes, of the run and the file together.
    private mutating func check(_ areas: [VmallocInfo.Area], _ run: Run, _ moment: Moment) throws {
        let own = Set(try run.vmallocInfo(at: moment).areas.map(AreaRange.init))
        guard !own.isEmpty else { return skip("vmallocinfo: the run has no areas") }
        var tally = Tally()
        let real = Set(areas.map(AreaRange.init))
        for area in own.union(real).sorted() {
            let (isOwn, isReal) = (own.contains(area), real.contains(area))
            tally.add(isOwn && isReal, "0x\(area.start.hex()) of \(area.size) bytes is only in \(isOwn ? "the run" : "the file")")
        }
        append("vmallocinfo", "machine", tally)
    }
}

/// Where an area lies.
private struct AreaRange: Hashable, Comparable {
    let start: UInt64
    let size: UInt64

    init(_ area: VmallocInfo.Area) { (start, size) = (area.start, area.size) }

    static func < (one: AreaRange, other: AreaRange) -> Bool { (one.start, one.size) < (other.start, other.size) }
}
