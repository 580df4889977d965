import Glibc
import Platform

/// The few file operations that a run needs beside SQLite's.
enum FileSystem {
    /// Makes a complete file appear under its real name: its bytes are on disk before the name is.
    ///
    /// So a file of that name is whole whenever the power fails, which is what one sync is for: rename(2) alone may reach the disk
    /// before the bytes do. The folder is not synced: for some seconds a power failure may bring the name's former file
    /// back, or none, but never a part. (SQLite too syncs no folder at a commit, unless `synchronous` is EXTRA.)
    static func publish(_ file: inout UnfinishedFile, as path: String) throws(StoreError) {
        try synchronise(file.path)
        do { try file.publish() } catch { throw StoreError(file: path, message: "the finished run cannot be renamed: \(error)") }
    }

    /// The file that a run is written to. Errors: another process writes it, or it cannot be made.
    static func begin(run path: String) throws(StoreError) -> UnfinishedFile {
        do { return try UnfinishedFile(for: path) } catch {
            if case .system(let error) = error { throw StoreError(file: path, message: "cannot be written: \(error)") }
            throw StoreError(file: path, message: "\(error)")
        }
    }

    private static func synchronise(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        // Some file systems cannot sync and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, "cannot be synced") }
    }

    static func failure(_ path: String, _ problem: String) -> StoreError {
        StoreError(file: path, message: "\(problem): \(String(cString: strerror(errno)))")
    }
}
