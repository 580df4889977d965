import SystemPackage

/// Files that are read or written in one go.
package enum WholeFile {
    /// All bytes of the file at `path`, which need not tell its length (as those of /proc do not).
    package static func bytes(_ path: String) throws(Errno) -> [UInt8] { try bytes(path, atMost: .max) }

    /// All of the file's text; what is no UTF-8 is replaced.
    package static func text(_ path: String) throws(Errno) -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The first `limit` bytes, or as many as there are.
    package static func bytes(_ path: String, atMost limit: Int) throws(Errno) -> [UInt8] {
        let file = try FileDescriptor.opened(path, .readOnly)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        while bytes.count < limit {
            let count = try file.bytes(into: &room, atMost: limit - bytes.count)
            if count == 0 { break }
            bytes += room[..<count]
        }
        return bytes
    }

    /// Writes `bytes` to a new file at `path`, or over the old one.
    package static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(Errno) {
        let file = try FileDescriptor.opened(path, .writeOnly, [.create, .truncate])
        defer { try? file.close() }
        _ = try typed { try file.writeAll(bytes) }
    }
}

extension FileDescriptor {
    fileprivate static func opened(_ path: String, _ mode: AccessMode, _ options: OpenOptions = []) throws(Errno) -> FileDescriptor {
        try typed { try open(FilePath(path), mode, options: options.union(.closeOnExec), permissions: FilePermissions(rawValue: 0o666)) }
    }

    fileprivate func bytes(into room: inout [UInt8], atMost limit: Int) throws(Errno) -> Int {
        try typed { try room.withUnsafeMutableBytes { try read(into: UnsafeMutableRawBufferPointer(rebasing: $0.prefix(limit))) } }
    }
}

/// What swift-system throws is an `Errno` and not said to be.
private func typed<T>(_ body: () throws -> T) throws(Errno) -> T {
    do { return try body() } catch { throw error as? Errno ?? .ioError }
}
