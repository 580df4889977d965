import Glibc
import Platform
import TraceFormat

/// Records the kernel's memory events of the whole machine while a program runs, through a tracing instance of its own.
struct KernelRecorder {
    let output: String
    let command: [String]
    /// Room for events in KiB a processor.
    let bufferKiB: Int

    /// What was recorded.
    struct Report {
        var status: Int32
        var lost: UInt64
        var missingEvents: [String]
        var missingFiles: [String]
    }

    /// Makes the folder and runs the program. Nothing is left behind when it throws.
    func record() throws -> Report {
        let (events, missing) = KernelEvents.choose(from: try Tracefs.availableEvents())
        let tracefs = try Tracefs(bufferKiB: bufferKiB)
        defer { tracefs.remove() }
        let bundle = KernelBundle(new: output)
        guard mkdir(bundle.folder, 0o755) == 0 else {
            throw TraceError(file: bundle.folder, problem: "cannot be made: \(String(cString: strerror(errno)))")
        }
        do {
            try tracefs.enable(events)
            let (status, files) = try trace(bundle, tracefs)
            return Report(status: status, lost: tracefs.lost, missingEvents: missing, missingFiles: files)
        } catch {
            Folder.remove(bundle.folder)
            throw error
        }
    }

    private func trace(_ bundle: KernelBundle, _ tracefs: Tracefs) throws -> (Int32, [String]) {
        bundle.writeSettings()
        guard let pipe = TracePipe(tracefs.folder, to: bundle.trace) else { throw Tracefs.Failure(reason: "trace_pipe cannot be opened") }
        let outcome: Result<Int32, Error>
        var files: [String] = []
        do {
            files = bundle.snapshot("before.")
            try tracefs.start()
            outcome = .success(try ChildProgram(arguments: command).run().status)
        } catch { outcome = .failure(error) }
        tracefs.stop()
        files += bundle.snapshot("after.").filter { !files.contains($0) }
        pipe.finish()
        if let problem = pipe.problem { throw Tracefs.Failure(reason: problem) }
        return (try outcome.get(), files)
    }
}
