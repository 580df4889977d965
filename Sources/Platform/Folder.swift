import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Folders of the file system.
package enum Folder {
    /// The names of what is in the folder, sorted.
    package static func names(_ path: String) throws(Errno) -> [String] {
        guard let folder = opendir(path) else { throw Errno(rawValue: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder that only this user may enter, for files that do not stay. It has a name of its own, which begins with `prefix`.
    package static func makeTemporary(_ prefix: String) throws(Errno) -> String {
        let place = Environment.variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(place)/\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the file or folder with all that is in it, as far as it can be removed.
    package static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        for name in (try? names(path)) ?? [] { remove(path + "/" + name) }
        rmdir(path)
    }

    /// The name of the folder itself, also of `.` and `..`; empty for the root.
    package static func name(of path: String) -> String {
        let path = FilePath(path).lexicallyNormalized()
        if let last = path.lastComponent, last.kind == .regular { return last.string }
        guard let real = realpath(path.isEmpty ? "." : path.string, nil) else { return path.string }
        defer { free(real) }
        return FilePath(platformString: real).lastComponent?.string ?? ""
    }

    /// The path from the root, without links being followed.
    package static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return FilePath(platformString: current).pushing(FilePath(path)).string
    }
}
