import TraceFormat

/// A file of a state, unpacked, under the name that messages use.
struct StateBytes {
    var path: String
    var bytes: [UInt8]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads a file, plain or zstd-compressed.
    init(path: String) throws(TraceError) {
        self.path = path
        bytes = try ByteSource.whole(path).bytes
    }

    /// 64-bit xxHash of the unpacked bytes.
    var digest: UInt64 { bytes.withUnsafeBytes { XXHash64.hash($0) } }

    /// The name without folders.
    var name: String { String(path.split(separator: "/").last ?? Substring(path)) }
}
