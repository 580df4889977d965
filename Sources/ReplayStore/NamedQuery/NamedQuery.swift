/// A query that ships with the tool: `replay-tool query RUN @name`.
public struct NamedQuery: Sendable {
    public var name: String
    /// What it answers, on one line; parameters with their defaults at the end.
    public var doc: String
    public var sql: String

    /// The query called `name`, with or without its `@`.
    public init?(named name: String) {
        let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
        guard let query = Self.all.first(where: { $0.name == bare }) else { return nil }
        self = query
    }

    /// A query from its file: the first line is a comment that says what it answers.
    private init(_ name: String, _ source: [UInt8]) {
        let text = String(decoding: source, as: UTF8.self)
        let parts = text.split(separator: "\n", maxSplits: 1)
        precondition(parts.count == 2 && parts[0].hasPrefix("-- "), "\(name): the first line is not a comment")
        self.name = name
        doc = String(parts[0].dropFirst(3))
        sql = String(parts[1])
    }

    /// All of them, by name.
    public static let all: [NamedQuery] = [
        NamedQuery("anomalies", PackageResources.anomalies_sql),
        NamedQuery("caches", PackageResources.caches_sql),
        NamedQuery("callers", PackageResources.callers_sql),
        NamedQuery("candidates", PackageResources.candidates_sql),
        NamedQuery("cross_cpu", PackageResources.cross_cpu_sql),
        NamedQuery("fallbacks", PackageResources.fallbacks_sql),
        NamedQuery("fragmentation", PackageResources.fragmentation_sql),
        NamedQuery("heap", PackageResources.heap_sql),
        NamedQuery("heap_fragmentation", PackageResources.heap_fragmentation_sql),
        NamedQuery("heap_pins", PackageResources.heap_pins_sql),
        NamedQuery("heap_rss", PackageResources.heap_rss_sql),
        NamedQuery("kernel_transitions", PackageResources.kernel_transitions_sql),
        NamedQuery("kmem_stat", PackageResources.kmem_stat_sql),
        NamedQuery("kmem_stat_alloc", PackageResources.kmem_stat_alloc_sql),
        NamedQuery("kmem_stat_summary", PackageResources.kmem_stat_summary_sql),
        NamedQuery("leaks", PackageResources.leaks_sql),
        NamedQuery("lifetimes", PackageResources.lifetimes_sql),
        NamedQuery("marks", PackageResources.marks_sql),
        NamedQuery("oom", PackageResources.oom_sql),
        NamedQuery("peak", PackageResources.peak_sql),
        NamedQuery("pins", PackageResources.pins_sql),
        NamedQuery("placement", PackageResources.placement_sql),
        NamedQuery("rss_check", PackageResources.rss_check_sql),
        NamedQuery("slab_cost", PackageResources.slab_cost_sql),
        NamedQuery("slab_use", PackageResources.slab_use_sql),
        NamedQuery("stepping", PackageResources.stepping_sql),
        NamedQuery("summary", PackageResources.summary_sql),
    ]
}
