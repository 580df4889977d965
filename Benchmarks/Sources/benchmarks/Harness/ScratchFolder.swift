import Foundation

/// A new folder for the files of one measurement, gone with them when the last reference is.
final class ScratchFolder {
    let path: String

    /// Errors: `parent` cannot be written.
    init(in parent: String) throws {
        path = "\(parent)/replay-benchmark-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
