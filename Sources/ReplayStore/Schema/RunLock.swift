import Platform

/// Keeps other processes from adding to a run, as long as it lives.
public final class RunLock: Sendable {
    private let lock: FileLock

    /// Errors: another process has the lock.
    public init(path: String) throws(StoreError) {
        do { lock = try FileLock(path) } catch { throw StoreError(file: path, message: "\(error)") }
    }
}
