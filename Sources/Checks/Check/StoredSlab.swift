import ReplayAnalysis
import ReplayStore

/// A slab of SLUB as a run stored it at its begin: the list on which it stood, and its free objects.
struct StoredSlab: Equatable {
    /// `cpu`, `cpu partial`, `node`.
    var place: String
    var cpu: Int64
    var frame: Int64
    var objects: Int64
    var free: String
    var cpuFree: String
}

extension Run {
    /// Whether the run began with the state of its caches.
    func hasStoredSlabs() throws -> Bool { try database.integer("SELECT 1 FROM slab_list LIMIT 1") != nil }

    /// Calls `body` with each slab at the run's begin and its cache's name, list by list.
    func forEachStoredSlab(_ body: (_ cache: String, StoredSlab) -> Void) throws {
        try database.forEachRow(
            """
            SELECT (SELECT n.text FROM cache c JOIN name n ON n.id = c.name WHERE c.cache = s.cache ORDER BY c.step, c.seq LIMIT 1) AS name,
                place, cpu, pfn, objects, free, cpu_free
            FROM slab_list s ORDER BY run
            """
        ) { row in
            body(
                row.text("name"),
                StoredSlab(
                    place: row.text("place"), cpu: row.integer("cpu"), frame: row.integer("pfn"), objects: row.integer("objects"),
                    free: row.text("free"), cpuFree: row.text("cpu_free")))
        }
    }
}
