extension ByteSource {
    /// What a packed file that is read as a whole may have when it is unpacked, in bytes: page flags of 256 GiB of RAM. A small file may
    /// unpack to more than the machine has.
    public static let wholeLimit: UInt64 = 512 << 20

    /// All bytes of a file, unpacked. Errors: a packed file has more than `limit`.
    public static func whole(_ path: String, limit: UInt64 = wholeLimit) throws(TraceError) -> (name: String, bytes: [UInt8]) {
        var source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        while try source.fill(1) > 0 {
            guard !source.isCompressed || UInt64(bytes.count + source.count) <= limit else {
                throw TraceError(
                    file: source.name, problem: "unpacks to more than \(limit >> 20) MiB",
                    expected: "a file of that size at most, or unpacked")
            }
            bytes.append(contentsOf: source.bytes)
            source.consume(source.count)
        }
        return (source.name, bytes)
    }
}
