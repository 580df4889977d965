import Glibc
import Platform
import Synchronization
import TraceFormat

/// Copies a tracing instance's trace_pipe into a packed file while a program runs. trace_pipe takes the events of all processors out of
/// their buffers in order of time, as text; what it has given makes room.
///
/// Invariant: `problem` belongs to the thread until `finish` has waited for it.
final class TracePipe: @unchecked Sendable {
    private let descriptor: Int32
    private let path: String
    private let isStopping = Atomic(false)
    private var thread: Thread?
    private(set) var problem: String?

    /// Begins to copy to `path`. nil: trace_pipe cannot be opened.
    init?(_ folder: String, to path: String) {
        descriptor = open(folder + "/trace_pipe", O_RDONLY | O_NONBLOCK)
        self.path = path
        guard descriptor >= 0 else { return nil }
        thread = Thread { [self] in
            do { try copy() } catch { problem = "\(error)" }
            close(descriptor)
        }
        guard thread != nil else {
            close(descriptor)
            return nil
        }
    }

    /// Copies what is left and completes the file. Precondition: tracing has stopped.
    func finish() {
        isStopping.store(true, ordering: .releasing)
        thread?.join()
    }

    private func copy() throws {
        var sink = try ByteSink(path: path, zstdLevel: 3)
        try sink.write(Array("# tracer: nop\n#\n".utf8))
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let wasStopping = isStopping.load(ordering: .acquiring)
            let count = read(descriptor, &room, room.count)
            if count > 0 {
                try sink.write(Array(room[..<count]))
            } else if wasStopping {
                break
            } else {
                usleep(5000)
            }
        }
        try sink.finish()
    }
}
