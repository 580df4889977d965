import ReplayModel
import ReplayStore

/// The slab caches of a run.
struct RunSlab {
    let run: Run

    /// The caches that exist after a moment, in the order in which they were made. A merged cache is its target's alias and none of them.
    func caches(at moment: Moment) throws -> [CacheRow] {
        var caches: [CacheID: CacheRow] = [:]
        var made: [CacheID] = []
        try run.database.forEachRow(of: CacheRow.self, "WHERE step <= ? ORDER BY step, seq", [SQLValue(moment.step)]) { placed in
            switch placed.operation {
            case .create:
                caches[placed.cache] = placed.row
                made.append(placed.cache)
            case .destroy: caches[placed.cache] = nil
            case .merge, .shrink: break
            }
        }
        return made.compactMap { caches[$0] }
    }

    /// The figures of caches after a moment; a cache without an object so far has none.
    func states(of caches: [CacheID], at moment: Moment) throws -> [CacheID: CacheStateRow] {
        let rows = try run.lastRows(of: CacheStateRow.self, by: .cache, at: moment, among: Set(caches.map { Int64($0.rawValue) }))
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.row.cache, $0.row.row) })
    }

    /// The name with which a cache was made; nil: there is none of that number.
    func name(of cache: CacheID) throws -> String? {
        try run.database.value(
            "SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = ? ORDER BY c.step, c.seq LIMIT 1",
            [.integer(cache.word)])?.text
    }
}

extension Run {
    /// What is asked of the slab allocator.
    var slab: RunSlab { RunSlab(run: self) }
}
