import CSQLite
import Platform
import ReplayModel

/// What makes a SQLite file a finished run of ours.
public enum RunFile {
    /// `application_id` in the file's header: "RPLY". Written last, so an unfinished file does not carry it.
    public static let applicationID: Int32 = 0x5250_4C59
    /// `user_version` in the file's header: the schema's version. Grows whenever a table, view or column changes.
    public static let schemaVersion: Int32 = 6
    /// Bytes of a database page. Larger pages were not faster to write or read (measured from 4 to 64 KiB), and small runs
    /// take less room with small ones.
    static let pageSize = 4096

    /// Opens a finished run for reading. Errors: no such file, not a SQLite file, not a run of ours, an unfinished run, a
    /// run of another schema version.
    public static func open(_ path: String) throws(StoreError) -> Database {
        let database = try Database(path: path, mode: .readOnly)
        let application: Int64?
        do {
            application = try database.integer("PRAGMA application_id")
        } catch {
            guard error.code & 0xff == SQLITE_NOTADB else { throw error }
            throw StoreError(file: path, code: error.code, message: "not a run: not a SQLite file")
        }
        guard application == Int64(applicationID) else { throw notARun(database) }
        let version = try database.integer("PRAGMA user_version") ?? 0
        guard version == Int64(schemaVersion) else {
            throw StoreError(
                file: path, message: "the run has schema version \(version); this program reads version \(schemaVersion)")
        }
        return database
    }

    /// Opens a finished run to add what `index` keeps; nothing else writes to a run. Another program that reads it is waited for.
    /// Errors: as of `open`, and a file that may not be written.
    public static func openToIndex(_ path: String) throws(StoreError) -> Database {
        _ = try open(path)
        let database = try Database(path: path, mode: .update)
        try database.execute("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536")
        return database
    }

    private static func notARun(_ database: Database) -> StoreError {
        let tables = try? database.integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('event', 'page', 'schema_doc')")
        let isOurs = tables == 3 || database.path.hasSuffix(partialSuffix)
        return StoreError(
            file: database.path,
            message: isOurs
                ? "an unfinished run: the replay that wrote it did not end"
                : "not a run: a SQLite file that replay-tool did not write")
    }

    /// What a run's name ends with while it is written.
    public static let partialSuffix = UnfinishedFile.suffix
}
