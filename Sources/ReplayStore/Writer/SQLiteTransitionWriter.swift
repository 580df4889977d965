import Platform
import ReplayModel

/// Writes a run into a SQLite file through SQLite's own insert path: the oracle that `PageTransitionWriter` is checked against.
///
/// The file has a temporary name (`RUN.sqlite.partial`) and no application id until it is complete, so that nobody takes an
/// unfinished run for a finished one. There is no journal and no sync while writing: the one transaction is
/// committed, the file synced and renamed at the end.
///
/// The same rows give the same bytes (for one version of libsqlite3), however they are cut into batches: rows are written
/// in windows of `StepWindows.steps` steps, table by table. Nothing of the machine, the user or the clock goes in.
///
/// Invariant: `database` is nil ⇔ the run is finished or discarded ⇔ `inserters` is empty.
public final class SQLiteTransitionWriter: BatchWriter {
    /// Where the finished run will be.
    public let path: String
    private var database: Database?
    /// The file's name until it is finished, and the lock on it.
    private var unfinished: UnfinishedFile?
    private var inserters: [RowInserter] = []
    private var windows = StepWindows()
    private var digest = RollingDigest()
    public private(set) var indexNanoseconds: UInt64 = 0

    /// Begins a run that will stand at `path`, where a file of that name is replaced at the end, and a left-over unfinished
    /// run at once. Errors: the folder does not exist or cannot be written.
    public init(path: String) throws(StoreError) {
        self.path = path
        let unfinished = try FileSystem.begin(run: path)
        let database = try Database(path: unfinished.path, mode: .update)
        self.database = database
        self.unfinished = consume unfinished
        do {
            try database.beginWriting(cacheSize: 32_768)
            try database.createTables()
            for table in TransitionTable.allCases { inserters.append(try RowInserter(database, table.schema)) }
        } catch {
            discard()
            throw error
        }
    }

    deinit { discard() }

    public func take(_ batch: inout TransitionBatch) throws(StoreError) {
        precondition(database != nil, "the run is finished")
        digest.seal(&batch)
        let inserters = inserters
        try windows.take(batch) { (table, rows, words) throws(StoreError) in try inserters[table].insert(rows, words) }
    }

    public func finish(_ summary: RunSummary) throws(StoreError) {
        guard let database else { preconditionFailure("the run is finished") }
        do {
            let inserters = inserters
            try windows.finish { (table, rows, words) throws(StoreError) in try inserters[table].insert(rows, words) }
            indexNanoseconds = try database.completeRun(summary, digest)
        } catch {
            discard()
            throw error
        }
        inserters = []
        self.database = nil
        defer { unfinished = nil }
        try FileSystem.publish(&unfinished!, as: path)
    }

    public func discard() {
        guard database != nil else { return }
        inserters = []
        database = nil
        unfinished = nil
    }
}
