import ReplayStore

/// How large a finished run is.
struct RunFigures {
    var events: Int
    var rows: Int
    var bytes: Int

    /// Errors: no run is there.
    init(_ path: String) throws {
        let run = try RunFile.open(path)
        events = Int(try run.integer("SELECT value FROM run WHERE key = 'trace_events'") ?? 0)
        rows = Int(try run.integer("SELECT value FROM run WHERE key = 'rows'") ?? 0)
        bytes = Int(try run.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0)
    }
}
