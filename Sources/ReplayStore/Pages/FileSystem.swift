import Glibc

/// The few file operations that a run needs beside SQLite's.
enum FileSystem {
    /// Removes a file; it is fine if there is none.
    static func remove(_ path: String) throws(StoreError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw failure(path, "cannot be removed")
    }

    /// Makes a complete file appear under its real name: its bytes are on disk before the name is.
    ///
    /// So a file of that name is whole whenever the power fails, which is what one sync is for: rename(2) alone may reach the disk
    /// before the bytes do. The folder is not synced: for some seconds a power failure may bring the name's former file
    /// back, or none, but never a part. (SQLite too syncs no folder at a commit, unless `synchronous` is EXTRA.)
    static func publish(_ partial: String, as path: String) throws(StoreError) {
        try synchronise(partial)
        guard rename(partial, path) == 0 else { throw failure(path, "the finished run cannot be renamed") }
    }

    /// Makes the run whose unfinished file is complete appear as `path`; the file is removed if it cannot.
    static func publish(run path: String) throws(StoreError) {
        do {
            try publish(path + RunFile.partialSuffix, as: path)
        } catch {
            try? remove(path + RunFile.partialSuffix)
            throw error
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
