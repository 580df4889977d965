import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file on its way: `NAME.partial`, which becomes NAME when it is complete, and goes away without.
///
/// Only one process at a time may have it. The file is made anew (never through a symbolic link) and locked (flock) as long as it is
/// written; the lock goes with the process, so one that nobody holds was left by a process that was killed, and is removed.
///
/// Invariant: `descriptor` is open and its lock held ⇔ a file of the name `path` exists that is ours.
package struct UnfinishedFile: ~Copyable {
    /// Why there can be no such file.
    package enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// Another process writes it; nil where the system does not tell which.
        case held(by: Int32?)
        /// A symbolic link, a folder or the like stands there.
        case inTheWay(String)
        case system(Errno)

        package var description: String {
            switch self {
            case .held(let process?): "is being written by process \(process)"
            case .held(nil): "is being written by another process"
            case .inTheWay(let path): "\(path) is no file of this program's; it is neither followed nor replaced"
            case .system(let error): "\(error)"
            }
        }
    }

    /// What a name ends with while its file is not complete.
    package static let suffix = ".partial"

    /// Called with the name of a file that a killed process had left, once it is removed. Set before the work begins, then only read.
    package nonisolated(unsafe) static var onLeftover: (@Sendable (String) -> Void)?

    /// The name that it has until it is complete.
    package let path: String
    private let name: String
    package let descriptor: FileDescriptor
    private var isPublished = false

    /// Makes the file that shall become `name`.
    package init(for name: String) throws(Failure) {
        self.name = name
        path = name + Self.suffix
        descriptor = try Self.claim(path)
    }

    /// Without `publish` the file goes away.
    deinit {
        if !isPublished { unlink(path) }
        try? descriptor.close()
    }

    /// Gives the file its name.
    package mutating func publish() throws(Errno) {
        guard rename(path, name) == 0 else { throw Errno(rawValue: errno) }
        isPublished = true
    }

    /// Makes and locks the file; what a killed process left there goes first.
    private static func claim(_ path: String) throws(Failure) -> FileDescriptor {
        // Each time round another process has made or removed the file in between.
        for _ in 0..<100 {
            let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard number >= 0 else {
                guard errno == EEXIST else { throw .system(Errno(rawValue: errno)) }
                try removeLeftover(path)
                continue
            }
            if flock(number, LOCK_EX | LOCK_NB) == 0, isSame(number, path) { return FileDescriptor(rawValue: number) }
            close(number)
        }
        throw .held(by: nil)
    }

    private static func removeLeftover(_ path: String) throws(Failure) {
        let number = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else {
            if errno == ENOENT { return }
            throw errno == ELOOP ? .inTheWay(path) : .system(Errno(rawValue: errno))
        }
        defer { close(number) }
        var status = stat()
        guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .inTheWay(path) }
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else { throw .held(by: FileLock.holder(of: status)) }
        guard isSame(number, path) else { return }
        guard unlink(path) == 0 || errno == ENOENT else { throw .system(Errno(rawValue: errno)) }
        onLeftover?(path)
    }

    /// Whether the name still stands for the open file.
    private static func isSame(_ number: Int32, _ path: String) -> Bool {
        var (own, named) = (stat(), stat())
        return fstat(number, &own) == 0 && lstat(path, &named) == 0 && own.st_ino == named.st_ino && own.st_dev == named.st_dev
    }
}

/// A lock on a whole file that is there already; it goes with the process at the latest.
package struct FileLock: ~Copyable {
    private let descriptor: FileDescriptor

    /// Locks a file. Errors: there is none, or another process has it.
    package init(_ path: String) throws(UnfinishedFile.Failure) {
        descriptor = try Self.locked(path)
    }

    private static func locked(_ path: String) throws(UnfinishedFile.Failure) -> FileDescriptor {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw .system(Errno(rawValue: errno)) }
        if flock(number, LOCK_EX | LOCK_NB) == 0 { return FileDescriptor(rawValue: number) }
        defer { close(number) }
        var status = stat()
        throw .held(by: fstat(number, &status) == 0 ? holder(of: status) : nil)
    }

    deinit { try? descriptor.close() }

    /// Who holds the lock, as /proc/locks tells it: `1: FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE …`.
    static func holder(of status: stat) -> Int32? {
        let lines = ((try? WholeFile.text("/proc/locks")) ?? "").split(separator: "\n")
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(status.st_ino)") else { continue }
            return Int32(words[4])
        }
        return nil
    }
}
