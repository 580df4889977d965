import Notation
import Platform
import ProcFiles
import SystemPackage
import TraceFormat

/// Reads states: files and directories of them.
package enum StateReader {
    /// What the files say together; the first given wins where they differ.
    ///
    /// A path is a file, a directory, or `DIRECTORY/PREFIX` for the files of a directory whose names begin with that prefix.
    /// Errors: `TraceError` with file and place.
    package static func read(_ paths: [String]) throws(TraceError) -> SystemState {
        var state = SystemState()
        for path in paths { state.merge(try read(path)) }
        return state
    }

    private static func read(_ path: String) throws(TraceError) -> SystemState {
        let type = (try? Stat(path))?.type
        if let type, type != .directory {
            let file = try StateBytes(path: path)
            var state = try read(file)
            state.sources = [.init(name: file.name, digest: file.digest)]
            return state
        }
        let folder = try StateFolder(path: path, exists: type != nil)
        return try read(folder)
    }

    /// All files of a directory's state as one: its digest is over theirs, with their names.
    private static func read(_ folder: StateFolder) throws(TraceError) -> SystemState {
        var state = SystemState()
        var hash = XXHash64()
        for path in folder.files {
            let file = try StateBytes(path: path)
            var own = file.bytes.isEmpty ? Self.missing(file) : try read(file)
            own.sources = []
            state.merge(own)
            Array(file.name.utf8).withUnsafeBytes { hash.update($0) }
            withUnsafeBytes(of: file.digest.littleEndian) { hash.update($0) }
        }
        state.sources = [.init(name: folder.name, digest: hash.value)]
        return state
    }

    /// A file of a directory that is empty tells nothing.
    private static func missing(_ file: StateBytes) -> SystemState {
        var state = SystemState()
        state.ignore(.stateEmptyFile, file.name)
        return state
    }

    /// One file, by what is in it.
    static func read(_ file: StateBytes) throws(TraceError) -> SystemState {
        let start = file.bytes.first { $0 != 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 }
        if start == UInt8(ascii: "{") {
            let root = try JSONPlace(file.bytes, file: file.path)
            switch StateKind(root.tree) {
            case .freeLists: return try FreeListsReader.read(root)
            case .slabCaches: return try SlabCachesReader.read(root)
            default: throw TraceError(file: file.path, problem: "JSON that is no state", expected: "the field \"zones\" or \"caches\"")
            }
        }
        // Text has no zero bytes; the words of page flags are hardly anything else.
        if !file.bytes.prefix(4096).contains(0), !file.bytes.isEmpty {
            let text = WordLines(file.bytes, file: file.path)
            if let kind = StateKind(text) { return try SystemState(text, kind: kind) }
            throw unknown(file)
        }
        guard !file.bytes.isEmpty else { throw unknown(file) }
        var state = SystemState()
        state.flags = PageFlags(try KPageFlags(file.bytes, file: file.path))
        return state
    }

    private static func unknown(_ file: StateBytes) -> TraceError {
        TraceError(
            file: file.path, line: 1, problem: "not a state",
            expected:
                "free lists or slab caches as JSON, kpageflags, a kernel log with a report about memory, or one of /proc's \(StateKind.names.dropFirst(3).joined(separator: ", "))"
        )
    }
}

/// The files of one state in a directory.
struct StateFolder {
    /// The directory's name, and the prefix where there is one.
    var name: String
    /// In the order of `StateKind.names`.
    var files: [String]

    init(path: String, exists: Bool) throws(TraceError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        let wanted = exists ? nil : parts.last.map(String.init)
        let directory = exists ? path : (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        guard let entries = try? Folder.names(directory.isEmpty ? "." : directory) else {
            throw TraceError(file: path, problem: "cannot be opened", expected: "a file, a directory, or DIRECTORY/PREFIX")
        }
        var found: [(prefix: String, rank: Int, entry: String)] = []
        for entry in entries {
            guard let match = Self.match(entry, StateKind.names), Self.isWanted(match.prefix, wanted) else { continue }
            found.append((match.prefix, match.rank, entry))
        }
        if found.isEmpty {
            // The log of another moment: it is read only where nothing else tells of the state.
            found = entries.compactMap { entry in Self.match(entry, StateKind.logNames).map { ($0.prefix, $0.rank, entry) } }
                .filter { Self.isWanted($0.prefix, wanted) }
        }
        guard let first = found.first else {
            throw TraceError(
                file: path, problem: exists ? "has no file of a state" : "is neither there nor the beginning of a state's files",
                expected: (StateKind.names + StateKind.logNames.prefix(1)).joined(separator: ", "))
        }
        let prefixes = found.map(\.prefix).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard prefixes.count == 1 else {
            let examples = prefixes.filter { !$0.isEmpty }.map { "\(path)/\($0)" }
            throw TraceError(file: path, problem: "has several states", expected: "one of " + examples.joined(separator: ", "))
        }
        let base = directory.split(separator: "/").last.map(String.init) ?? directory
        name = first.prefix.isEmpty ? base : base.isEmpty ? first.prefix : "\(base)/\(first.prefix)"
        files = found.sorted { ($0.rank, $0.entry) < ($1.rank, $1.entry) }.map { directory.isEmpty ? $0.entry : "\(directory)/\($0.entry)" }
    }

    private static func match(_ entry: String, _ names: [String]) -> (prefix: String, rank: Int)? {
        let plain = entry.hasSuffix(".zst") ? String(entry.dropLast(4)) : entry
        for (rank, name) in names.enumerated() where plain.hasSuffix(name) {
            let prefix = String(plain.dropLast(name.count))
            if prefix.isEmpty || "._-".contains(prefix.last!) { return (prefix, rank) }
        }
        return nil
    }

    /// `T0` and `T0.` both name the prefix `T0.`.
    private static func isWanted(_ prefix: String, _ wanted: String?) -> Bool {
        guard let wanted else { return true }
        return prefix == wanted || prefix.dropLast() == wanted[...]
    }
}
