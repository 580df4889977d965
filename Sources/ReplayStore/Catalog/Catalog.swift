import ReplayModel
import TraceFormat

/// Every view of a run, in the order in which they are made and documented.
enum Catalog {
    /// The topics whose order counts, because it is that of the views in every run's file; others come after them, by name.
    private static let order = ["timeline", "physical", "slab", "area", "process", "libc_heap", "out_of_memory", "recorded"]

    /// The hand-written views by topic: the files of `Views/`.
    static let topics: [(name: String, text: String)] =
        order.flatMap { topic in embeddedViews.filter { $0.name == topic } } + embeddedViews.filter { !order.contains($0.name) }

    /// Readable views of the transition tables, `v_TABLE`.
    static let readable: [ViewDefinition] = TransitionTable.allCases.map(ReadableView.make)

    /// The hand-written views.
    static let written: [ViewDefinition] = topics.flatMap { ViewParser.parse($0.text) }

    /// Views of one kind of event each, `event_KIND`.
    static let events: [ViewDefinition] = EventKind.allCases.map(EventView.make)

    static let views = readable + written + events

    /// Indices, made when all rows are in. Only on small tables: lookups by cache and by pid are part of many views.
    static let indices = [
        "CREATE INDEX cache_by_id ON cache (cache, step, seq)",
        "CREATE INDEX process_by_id ON process (pid, step, seq)",
    ]
}
