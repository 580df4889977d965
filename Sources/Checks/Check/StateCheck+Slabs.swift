import ReplayAnalysis
import ReplayStore
import Slab

extension StateCheck {
    /// SLUB's lists, cache by cache, where the run began with their state.
    mutating func checkSlabLists(_ run: Run, _ state: InitialSlabState) throws {
        var stored = StoredSlabs()
        try run.forEachStoredSlab { stored.add($0, $1) }
        guard !stored.byCache.isEmpty else { return skip("slab lists: the run did not begin with the state of its caches") }
        for (what, place) in [("CPU slabs and free lists", "cpu"), ("CPU partial lists", "cpu partial"), ("node partial lists", "node")] {
            var tally = Tally()
            for cache in state.caches {
                let (own, real) = (stored.list(cache.name, place), StoredSlabs.list(cache, place))
                tally.add(own == real, "\(cache.name): \(StoredSlabs.text(own)), really \(StoredSlabs.text(real))")
            }
            append("slab: \(what)", "caches", tally)
        }
        append("slab: frames", "caches", frames(stored, state))
    }

    private func frames(_ stored: StoredSlabs, _ state: InitialSlabState) -> Tally {
        var tally = Tally()
        for cache in state.caches {
            let own = Set((stored.byCache[cache.name] ?? []).map(\.frame))
            let real = Set(cache.slabs.map { Int64($0.frame.rawValue) })
            tally.add(
                own == real,
                "\(cache.name): \(own.subtracting(real).count) slabs that are none, \(real.subtracting(own).count) missing")
        }
        return tally
    }
}

/// What a run stored of SLUB's slabs.
private struct StoredSlabs {
    /// Only looked up.
    private(set) var byCache: [String: [StoredSlab]] = [:]

    mutating func add(_ cache: String, _ entry: StoredSlab) { byCache[cache, default: []].append(entry) }

    /// The slabs of a list of a cache, with their free objects.
    func list(_ cache: String, _ place: String) -> [StoredSlab] {
        // On the node's list nobody owns them.
        (byCache[cache] ?? []).filter { $0.place == place }.map { entry in
            var entry = entry
            if place == "node" { entry.cpu = 0 }
            return entry
        }
    }

    /// The same of a state, whose CPU partial lists have the oldest slab first.
    static func list(_ cache: InitialSlabState.Cache, _ place: String) -> [StoredSlab] {
        let kinds: [String: SlabList] = ["cpu": .cpu, "cpu partial": .cpuPartial, "node": .nodePartial]
        func text(_ list: [UInt16]) -> String { list.map { "\($0)" }.joined(separator: " ") }
        let found = cache.slabs.filter { $0.place == kinds[place] }
        let cpus = Set(found.map(\.cpu)).sorted()
        let ordered = place == "cpu partial" ? cpus.flatMap { cpu in found.reversed().filter { $0.cpu == cpu } } : found
        return ordered.map {
            StoredSlab(
                place: place, cpu: place == "node" ? 0 : Int64($0.cpu), frame: Int64($0.frame.rawValue), objects: Int64($0.objects),
                free: text($0.freelist), cpuFree: text($0.cpuFreelist))
        }
    }

    static func text(_ list: [StoredSlab]) -> String {
        guard let first = list.first else { return "none" }
        let free = first.place == "cpu" ? first.cpuFree : first.free
        return "\(list.count), the first at frame \(first.frame) with free \(free.isEmpty ? "none" : free)"
    }
}
