/// What `replay-tool index` puts into a run's file beside the run: states to begin at and answers, all of them made from the rows.
///
/// Table `kept` says which parts are there; a part without its row is none. The tables' names begin with `kept`. Nothing of the run
/// itself changes, and none of it is in the run's digests.
public enum Materialised {
    /// Of what is described here; other formats are as if they were not there.
    public static let format: Int64 = 1

    /// Page-table entries of all processes and of the kernel.
    public static let pages = "pages"
    /// Chunks and arenas of the C library's heaps.
    public static let heaps = "heaps"

    /// A table that `index` makes, for `docs/schema.md`.
    public struct Table: Sendable {
        public var name: String
        public var doc: String
        var columns: [(name: String, doc: String)]
        var key: String

        var definition: String {
            let list = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
            return "CREATE TABLE IF NOT EXISTS \(name) (\(list), PRIMARY KEY (\(key))) WITHOUT ROWID"
        }
    }

    public static let tables: [Table] = [
        Table(
            name: "kept", doc: "Which parts are there.",
            columns: [
                ("part", "pages, heaps, @NAME of a named query, or format"),
                ("step", "pages, heaps: a step after which the state is kept; otherwise 0"),
                ("rows", "rows that it takes; of format, its number"),
            ], key: "part, step"),
        Table(
            name: "kept_page", doc: "Page-table entries after a step: runs of consecutive pages.",
            columns: [
                ("step", "the step"), ("pid", "pid; 0 is the kernel"), ("vpage", "first virtual page"), ("count", "pages"),
                ("pfn", "frame of the first; NULL: the run does not tell it"),
                ("stride", "frames from one page to the next: 1, or 0 for the zero page"),
                ("prot", "1 read, 2 write, 4 execute"),
                ("content", "0 anonymous, 1 the zero page, 2 of a file, 3 mapped otherwise than by a fault"),
                ("huge", "1: by one entry of level 2"), ("written", "of a file: 1 when the fault was a write"),
            ], key: "step, pid, vpage"),
        Table(
            name: "kept_chunk", doc: "Chunks of the C library's heaps after a step.",
            columns: [
                ("step", "the step"), ("pid", "pid"), ("chunk", "address of the chunk header"),
                (
                    "state",
                    "as show RUN heap numbers them: 1 in use, 2 tcache, 3 fastbin, 4 unsorted, 5 smallbin, 6 largebin, 7 top, 9 mmapped"
                ),
                ("arena", "arena"), ("size", "bytes"), ("requested", "bytes asked for; NULL: not in use"),
                ("changed", "the step that last changed it"),
            ], key: "step, pid, chunk, state"),
        Table(
            name: "kept_arena", doc: "What the arenas of heaps hold of memory after a step, in bytes.",
            columns: [
                ("step", "the step"), ("pid", "pid"), ("arena", "0 is the main arena"), ("held", "now"), ("maximum", "at most so far"),
            ], key: "step, pid, arena"),
        Table(
            name: "kept_heap", doc: "Heaps of threads after a step, in bytes.",
            columns: [
                ("step", "the step"), ("pid", "pid"), ("arena", "arena"), ("place", "0 is the arena's oldest"), ("base", "first address"),
                ("size", "bytes"), ("unprotected", "how far it is readable and writable"),
            ], key: "step, pid, arena, place"),
    ]
}

extension Database {
    /// Whether `index` has put anything here that this program reads.
    public func hasMaterialisedTables() throws(StoreError) -> Bool {
        guard try integer("SELECT count(*) FROM sqlite_schema WHERE name = 'kept'") == 1 else { return false }
        return try integer("SELECT rows FROM kept WHERE part = 'format'") == Materialised.format
    }

    /// The steps after which a part is materialised, ascending; an answer's is 0. Empty: it is not there.
    public func materialisedSteps(of part: String) throws(StoreError) -> [Int64] {
        guard try hasMaterialisedTables() else { return [] }
        return try rows("SELECT step FROM kept WHERE part = ? ORDER BY step", [.text(part)]) { row in row.integer(0) }
    }

    /// The last step up to another after which a part is materialised; nil: there is none.
    public func materialisedStep(of part: String, upTo step: Int64) throws(StoreError) -> Int64? {
        guard try hasMaterialisedTables() else { return nil }
        return try integer("SELECT step FROM kept WHERE part = ? AND step <= ? ORDER BY step DESC LIMIT 1", [.text(part), .integer(step)])
    }

    /// Enters a part.
    public func noteMaterialised(_ part: String, step: Int64, rows: Int64) throws(StoreError) {
        _ = try value("INSERT INTO kept VALUES (?, ?, ?)", [.text(part), .integer(step), .integer(rows)])
    }

    /// Makes the tables that are missing. What another format left goes first.
    public func makeMaterialisedTables() throws(StoreError) {
        if try !hasMaterialisedTables() { try dropMaterialisedTables() }
        for table in Materialised.tables { try execute(table.definition) }
        try execute("INSERT OR IGNORE INTO kept VALUES ('format', 0, \(Materialised.format))")
    }

    /// Takes away all that `index` made.
    public func dropMaterialisedTables() throws(StoreError) {
        let names = try rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND (name = 'kept' OR name LIKE 'kept\\_%' ESCAPE '\\')")
        {
            row in row.text(0)
        }
        for name in names { try execute("DROP TABLE \"\(name)\"") }
    }

    /// Pages of the file that hold something, in bytes.
    public func usedBytes() throws(StoreError) -> Int64 {
        let pages = (try integer("PRAGMA page_count") ?? 0) - (try integer("PRAGMA freelist_count") ?? 0)
        return pages * (try integer("PRAGMA page_size") ?? 0)
    }

    /// Runs `body` as one transaction: all of it or nothing.
    public func transaction(_ body: () throws -> Void) throws {
        try execute("BEGIN IMMEDIATE")
        do {
            try body()
            try execute("COMMIT")
        } catch {
            try? execute("ROLLBACK")
            throw error
        }
    }
}
