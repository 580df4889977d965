import ReplayModel
import TraceFormat

/// Every view of a run, in the order in which they are made and documented.
enum Catalog {
    /// The hand-written views, by topic.
    static let topics: [(topic: String, source: [UInt8])] = [
        ("timeline", PackageResources.timeline_sql),
        ("physical", PackageResources.physical_sql),
        ("slab", PackageResources.slab_sql),
        ("area", PackageResources.area_sql),
        ("process", PackageResources.process_sql),
        ("libc_heap", PackageResources.libc_heap_sql),
        ("out_of_memory", PackageResources.out_of_memory_sql),
        ("recorded", PackageResources.recorded_sql),
    ]

    /// Readable views of the transition tables, `v_TABLE`.
    static let readable: [ViewDefinition] = TransitionTable.allCases.map(ReadableView.make)

    /// The hand-written views.
    static let written: [ViewDefinition] = topics.flatMap { ViewParser.parse(String(decoding: $0.source, as: UTF8.self)) }

    /// Views of one kind of event each, `event_KIND`.
    static let events: [ViewDefinition] = EventKind.allCases.map(EventView.make)

    static let views = readable + written + events

    /// Indices, made when all rows are in. Only on small tables: lookups by cache and by pid are part of many views.
    static let indices = [
        "CREATE INDEX cache_by_id ON cache (cache, step, seq)",
        "CREATE INDEX process_by_id ON process (pid, step, seq)",
    ]
}
