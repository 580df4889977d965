import Glibc
import ReplayModel

/// The parts of a run's file that both writers leave to SQLite.
extension Database {
    /// Sets the connection up for writing a run (no journal, no sync: the file is published when it is whole) and begins the one
    /// transaction. `pageSize` is for a new file.
    ///
    /// `cacheSize`, in KiB, bounds what SQLite keeps of the file, and what it sorts in memory for an index: more goes to a temporary file.
    /// (With temp_store = MEMORY it would sort all rows there, so that memory grew with the run.) The bytes do not depend on it.
    func beginWriting(pageSize: Int = RunFile.pageSize, cacheSize: Int = 4096) throws(StoreError) {
        try execute(
            """
            PRAGMA page_size = \(pageSize);
            PRAGMA encoding = 'UTF-8';
            PRAGMA auto_vacuum = NONE;
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA temp_store = FILE;
            PRAGMA cache_size = -\(cacheSize);
            BEGIN EXCLUSIVE
            """)
    }

    /// Makes every table, empty.
    func createTables() throws(StoreError) {
        for table in TransitionTable.allCases { try execute(DataDefinition.createTable(table.schema)) }
        for table in SmallTable.all { try execute(DataDefinition.createTable(table)) }
    }

    /// Writes what comes after the transition rows, marks the file as a run and commits. Returns the nanoseconds that its indices took.
    func completeRun(_ summary: RunSummary, _ digest: RollingDigest) throws(StoreError) -> UInt64 {
        try writeSmallTables(summary, digest)
        let start = monotonicNanoseconds()
        for index in Catalog.indices { try execute(index) }
        let nanoseconds = monotonicNanoseconds() - start
        try writeCatalog()
        try execute("PRAGMA application_id = \(RunFile.applicationID); PRAGMA user_version = \(RunFile.schemaVersion); COMMIT")
        return nanoseconds
    }

    private func monotonicNanoseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    /// Makes views, and documents everything in the file.
    private func writeCatalog() throws(StoreError) {
        try createViews()
        try fill(.schemaDoc, SchemaDoc.rows)
    }

    /// Puts the views into the schema as rows, as `CREATE VIEW` would: that reads the whole schema again for each of more than
    /// a hundred views. That SQLite takes each as it stands is tested.
    private func createViews() throws(StoreError) {
        try execute("PRAGMA writable_schema = ON")
        let statement = try prepare("INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('view', ?1, ?1, 0, ?2)")
        for view in Catalog.views {
            try statement.bind(view.name, at: 0)
            try statement.bind(view.sql, at: 1)
            _ = try statement.step()
            statement.reset()
        }
        try execute("PRAGMA writable_schema = OFF")
    }
}
