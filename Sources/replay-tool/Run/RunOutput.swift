import Platform
import ReplayStore
import SystemPackage

/// Where a run may be written.
enum RunOutput {
    /// A run that goes here is replayed and not stored.
    static let nowhere = "/dev/null"

    /// Refuses what is no regular file, what the run is read from, and, unless forced, to replace anything but a run of ours, finished or
    /// not, or an empty file.
    static func check(_ path: String, inputs: [String], isForced: Bool) throws(StoreError) {
        if path == nowhere { return }
        guard let status = try? Stat(path) else { return }
        guard status.type != .directory else { throw StoreError(file: path, message: "is a folder; expected the name of the run's file") }
        guard status.type == .regular else {
            throw StoreError(file: path, message: "is a pipe or a device; a run is a SQLite file, which is written in any order")
        }
        for input in inputs where input != "-" {
            guard let other = try? Stat(input), other.inode == status.inode, other.deviceID == status.deviceID else { continue }
            throw StoreError(file: path, message: "is what the run is read from (\(input)); expected another name")
        }
        guard !isForced, !isRun(path) else { return }
        throw StoreError(file: path, message: "exists and is no run of replay-tool; --force replaces it")
    }

    /// Whether the file is empty or carries our application id (bytes 68 … 71 of SQLite's header).
    private static func isRun(_ path: String) -> Bool {
        // What cannot be read is not ours to replace, unless it is empty.
        guard let head = try? WholeFile.bytes(path, atMost: 72) else { return (try? Stat(path))?.size == 0 }
        guard head.count == 72 else { return head.isEmpty }
        let identifier = head.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return head.starts(with: "SQLite format 3".utf8) && identifier == UInt32(RunFile.applicationID)
    }

    /// The file's size in a unit that people read.
    static func size(of path: String) -> String {
        size((try? Stat(path))?.size ?? 0)
    }

    /// So many bytes in a unit that people read.
    static func size(_ bytes: Int64) -> String {
        bytes < 1 << 20 ? "\((bytes + 1023) >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
