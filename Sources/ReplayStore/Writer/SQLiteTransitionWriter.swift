import Replay

/// Writes a run into a SQLite file through SQLite's own insert path.
///
/// The file has a temporary name (`RUN.sqlite.partial`) and no application id until it is complete, so that nobody takes an
/// unfinished run for a finished one. There is no journal and no sync while writing: the one transaction is
/// committed, the file synced and renamed at the end.
///
/// The same rows give the same bytes (for one version of libsqlite3), however they are cut into batches: rows are written
/// in windows of `StepWindows.steps` steps, table by table. Nothing of the machine, the user or the clock goes in.
///
/// Invariant: `database` is nil ⇔ the run is finished or discarded ⇔ `inserters` is empty.
public final class SQLiteTransitionWriter: TransitionSink {
    /// Where the finished run will be.
    public let path: String
    var database: Database?
    private var inserters: [RowInserter] = []
    private var windows = StepWindows()
    private(set) var digest = RollingDigest()

    private var partialPath: String { path + RunFile.partialSuffix }

    /// Begins a run that will stand at `path`, where a file of that name is replaced at the end, and a left-over unfinished
    /// run at once. Errors: the folder does not exist or cannot be written.
    public init(path: String) throws(StoreError) {
        self.path = path
        try FileSystem.remove(path + RunFile.partialSuffix)
        let database = try Database(path: path + RunFile.partialSuffix, mode: .create)
        self.database = database
        do {
            try prepare(database)
        } catch {
            discard()
            throw error
        }
    }

    deinit { discard() }

    private func prepare(_ database: Database) throws(StoreError) {
        try database.execute(
            """
            PRAGMA page_size = \(RunFile.pageSize);
            PRAGMA encoding = 'UTF-8';
            PRAGMA auto_vacuum = NONE;
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -32768;
            BEGIN EXCLUSIVE
            """)
        for table in TransitionTable.allCases { try database.execute(DataDefinition.createTable(table.schema)) }
        for table in SmallTable.all { try database.execute(DataDefinition.createTable(table)) }
        for table in TransitionTable.allCases { inserters.append(try RowInserter(database, table.schema)) }
    }

    public func take(_ log: inout TransitionLog) throws(StoreError) {
        precondition(database != nil, "the run is finished")
        digest.absorb(log)
        let inserters = inserters
        try windows.take(log) { (table, values, words) throws(StoreError) in try inserters[table].insert(values, words) }
        log.removeRows()
    }

    public func finish(_ summary: RunSummary) throws(StoreError) {
        do {
            try complete(summary)
            close()
            try FileSystem.publish(partialPath, as: path)
        } catch {
            close()
            try? FileSystem.remove(partialPath)
            throw error
        }
    }

    /// Writes what is still missing and commits.
    private func complete(_ summary: RunSummary) throws(StoreError) {
        guard let database else { preconditionFailure("the run is finished") }
        let inserters = inserters
        try windows.finish { (table, values, words) throws(StoreError) in try inserters[table].insert(values, words) }
        try writeSmallTables(summary, to: database)
        try writeCatalog(to: database)
        try database.execute(
            "PRAGMA application_id = \(RunFile.applicationID); PRAGMA user_version = \(RunFile.schemaVersion); COMMIT")
    }

    /// Gives the run up: the unfinished file is removed. Does nothing once the run is finished.
    public func discard() {
        guard database != nil else { return }
        close()
        try? FileSystem.remove(partialPath)
    }

    private func close() {
        inserters = []
        database = nil
    }
}
