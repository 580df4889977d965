import ArgumentParser
import ReplayStore
import Runs

/// `--writer`'s words: how rows get into the file.
enum WriterChoice: String, ExpressibleByArgument, CaseIterable {
    /// Pages in SQLite's file format, on a second thread.
    case direct
    /// SQLite's own insert statements.
    case sqlite

    func open(_ path: String) throws(StoreError) -> any RunWriter {
        if path == RunOutput.nowhere { return NullWriter() }
        return switch self {
        case .direct: PipelinedWriter(try PageTransitionWriter(path: path))
        case .sqlite: try SQLiteTransitionWriter(path: path)
        }
    }
}
