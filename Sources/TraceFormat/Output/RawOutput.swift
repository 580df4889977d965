import Platform
import SystemPackage

/// Where bytes go: a file that appears under its name only when it is complete, standard output, or memory.
///
/// Invariant: `unfinished` is the file's, and nil where bytes go straight to where they belong.
struct RawOutput: ~Copyable {
    /// As messages name it.
    let name: String
    private(set) var memory: [UInt8] = []
    private var descriptor: FileDescriptor?
    private var unfinished: UnfinishedFile?

    /// Memory.
    init() {
        name = "<memory>"
        descriptor = nil
        unfinished = nil
    }

    /// A file, or `-` for standard output. What exists and is no regular file (a pipe, a device) is written directly.
    init(path: String) throws(TraceError) {
        name = path == "-" ? "<stdout>" : path
        unfinished = nil
        if path == "-" {
            descriptor = .standardOutput
        } else if (try? Stat(path)).map({ $0.type != .regular }) ?? false {
            do { descriptor = try FileDescriptor.open(FilePath(path), .writeOnly, options: .closeOnExec) } catch {
                throw TraceError(file: path, problem: "cannot write: \(error)", expected: "a place where a file can be made")
            }
        } else {
            let file: UnfinishedFile
            do { file = try UnfinishedFile(for: path) } catch { throw Self.refusal(path, error) }
            descriptor = file.descriptor
            unfinished = consume file
        }
    }

    private static func refusal(_ path: String, _ failure: UnfinishedFile.Failure) -> TraceError {
        guard case .system(let error) = failure else {
            return TraceError(file: path, problem: "\(failure)", expected: "another name, or to wait")
        }
        return TraceError(file: path, problem: "cannot write: \(error)", expected: "a place where a file can be made")
    }

    /// Without `finish` the incomplete file goes away.
    deinit {
        if name != "<stdout>", unfinished == nil, let descriptor { try? descriptor.close() }
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) throws(TraceError) {
        guard let descriptor else {
            memory.append(contentsOf: bytes)
            return
        }
        do { try bytes.withUnsafeBytes { _ = try descriptor.writeAll($0) } } catch {
            throw TraceError(file: name, problem: "cannot write: \(error)")
        }
    }

    /// Gives the file its name.
    mutating func finish() throws(TraceError) {
        guard unfinished != nil else { return }
        do { try unfinished!.publish() } catch { throw TraceError(file: name, problem: "cannot be given its name: \(error)") }
        unfinished = nil
        descriptor = nil
    }
}
