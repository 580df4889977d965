import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where bytes go: a file that appears under its name only when it is complete, standard output, or memory.
///
/// Invariant: while `partialPath` is set, a file of that name exists and is not complete.
struct RawOutput: ~Copyable {
    /// As messages name it.
    let name: String
    private(set) var memory: [UInt8] = []
    private var descriptor: FileDescriptor?
    private var partialPath: String?

    /// Memory.
    init() {
        name = "<memory>"
        descriptor = nil
        partialPath = nil
    }

    /// A file, or `-` for standard output. What exists and is no regular file (a pipe, a device) is written directly.
    init(path: String) throws(TraceError) {
        name = path == "-" ? "<stdout>" : path
        guard path != "-" else {
            descriptor = .standardOutput
            return
        }
        let isSpecial = (try? Stat(path)).map { $0.type != .regular } ?? false
        let opened = isSpecial ? path : path + ".partial"
        do {
            descriptor = try FileDescriptor.open(
                FilePath(opened), .writeOnly, options: isSpecial ? [] : [.create, .truncate], permissions: FilePermissions(rawValue: 0o666))
        } catch { throw TraceError(file: path, problem: "cannot write: \(error)", expected: "a place where a file can be made") }
        partialPath = isSpecial ? nil : opened
    }

    /// Without `finish` the incomplete file goes away.
    deinit {
        if name != "<stdout>", let descriptor { try? descriptor.close() }
        if let partialPath { _ = unlink(partialPath) }
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
        guard let partialPath else { return }
        guard rename(partialPath, name) == 0 else {
            throw TraceError(file: name, problem: "cannot rename \(partialPath): \(Errno(rawValue: errno))")
        }
        self.partialPath = nil
    }
}
