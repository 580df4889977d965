import CSQLite
import Glibc

/// One SQLite file, open. Closed when the last reference goes; used by one thread at a time.
public final class Database {
    /// How a file is opened.
    public enum Mode: Sendable {
        /// The file must exist; nothing is written.
        case readOnly
        /// The file must not exist; it is created.
        case create
        /// The file must exist; it is read and written.
        case update
    }

    /// The file as the user named it.
    public let path: String
    let handle: OpaquePointer
    /// What is called while SQLite works.
    private var tick: (() -> Void)?

    /// Opens `path`. Errors: the file is missing, exists already (`create`), or cannot be opened.
    public init(path: String, mode: Mode) throws(StoreError) {
        var handle: OpaquePointer?
        let flags =
            switch mode {
            case .readOnly: SQLITE_OPEN_READONLY
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE
            case .update: SQLITE_OPEN_READWRITE
            }
        let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle else {
            let message = Self.openFailure(handle)
            sqlite3_close_v2(handle)
            throw StoreError(file: path, code: code, message: message)
        }
        self.path = path
        self.handle = handle
    }

    /// What SQLite says, and the system's reason where it has one.
    private static func openFailure(_ handle: OpaquePointer?) -> String {
        guard let handle else { return "out of memory" }
        let message = String(cString: sqlite3_errmsg(handle))
        let reason = sqlite3_system_errno(handle)
        return reason == 0 ? message : "\(message): \(String(cString: strerror(reason)))"
    }

    deinit { sqlite3_close_v2(handle) }

    /// Has `tick` called now and then while a statement runs, every million instructions of SQLite's machine.
    public func whileReading(_ tick: @escaping () -> Void) {
        self.tick = tick
        let database = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            handle, 1_000_000,
            { database in
                if let database { Unmanaged<Database>.fromOpaque(database).takeUnretainedValue().tick?() }
                return 0
            }, database)
    }

    /// The error that SQLite has just reported on this connection.
    func lastError(sql: String? = nil) -> StoreError {
        StoreError(
            file: path, code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), sql: sql)
    }
}
