import Foundation
import ReplayStore

/// Where a run may be written.
enum RunOutput {
    /// A run that goes here is replayed and not stored.
    static let nowhere = "/dev/null"

    /// Refuses to replace anything but a run of ours, finished or not, or an empty file.
    static func check(_ path: String, isForced: Bool) throws(StoreError) {
        if path == nowhere { return }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard !isFolder.boolValue else { throw StoreError(file: path, message: "is a folder; expected the name of the run's file") }
        guard !isForced, !isRun(path) else { return }
        throw StoreError(file: path, message: "exists and is no run of replay-tool; --force replaces it")
    }

    /// Whether the file is empty or carries our application id (bytes 68 … 71 of SQLite's header).
    private static func isRun(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 72) else {
            // An empty file reads as nothing; what cannot be opened is not ours to replace.
            return (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? UInt64 == 0
        }
        guard head.count == 72 else { return head.isEmpty }
        let identifier = head.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return head.starts(with: Data("SQLite format 3".utf8)) && identifier == UInt32(RunFile.applicationID)
    }

    /// The file's size in a unit that people read.
    static func size(of path: String) -> String {
        // Not FileManager's attributes, which ask the system for the owner's name too.
        var status = stat()
        let bytes = stat(path, &status) == 0 ? status.st_size : 0
        if bytes < 1 << 20 { return "\((bytes + 1023) >> 10) KiB" }
        return "\(bytes >> 20) MiB"
    }
}
