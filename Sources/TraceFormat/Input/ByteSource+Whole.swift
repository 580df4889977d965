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

    /// Makes the window at least `count` bytes long where the input has that many; returns how long it is. Memory grows with the input,
    /// whatever `count` is: for counts that a file tells.
    mutating func fillGradually(_ count: Int) throws(TraceError) -> Int {
        var wanted = min(count, Self.chunk)
        while try fill(wanted) >= wanted, wanted < count { wanted = min(count, wanted * 2) }
        return self.count
    }

    /// The same input, so that it can be read at any place: one that cannot is read whole. Errors: it has more than `wholeLimit`.
    consuming func seekable() throws(TraceError) -> ByteSource {
        if length != nil { return self }
        precondition(offset == 0, "the beginning is gone")
        var bytes: [UInt8] = []
        while try fill(1) > 0 {
            guard UInt64(bytes.count + count) <= Self.wholeLimit else {
                throw TraceError(
                    file: name, problem: "has more than \(Self.wholeLimit >> 20) MiB and comes through a pipe or packed",
                    expected: "the unpacked file itself")
            }
            bytes.append(contentsOf: self.bytes)
            consume(count)
        }
        return try ByteSource(name: name, bytes: bytes)
    }
}
