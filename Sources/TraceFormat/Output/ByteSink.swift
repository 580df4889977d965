/// Takes bytes, gathers them, and writes them to a file, standard output or memory, zstd-compressed if wanted.
///
/// A file appears under its name only with `finish()`; without it nothing stays.
public struct ByteSink: ~Copyable {
    /// How much is gathered before it is written.
    private static let chunk = 1 << 18

    private var raw: RawOutput
    private var zstd: ZstdEncoder?
    /// Bytes not written yet; writers append to it and call `flushIfFull`.
    var buffer: [UInt8] = []

    /// Opens `path`, or standard output for `-`. `zstdLevel` nil: as it is.
    public init(path: String, zstdLevel: Int? = nil) throws(TraceError) {
        if let zstdLevel { zstd = ZstdEncoder(level: zstdLevel) } else { zstd = nil }
        raw = try RawOutput(path: path)
        buffer.reserveCapacity(Self.chunk * 2)
    }

    /// Memory; `takeMemory` gives it.
    public init(zstdLevel: Int? = nil) {
        raw = RawOutput()
        if let zstdLevel { zstd = ZstdEncoder(level: zstdLevel) } else { zstd = nil }
    }

    /// The file as messages name it.
    public var name: String { raw.name }

    /// What a memory sink took; complete after `finish()`.
    public var memory: [UInt8] { raw.memory }

    @inline(__always)
    mutating func flushIfFull() throws(TraceError) {
        if buffer.count >= Self.chunk { try flush(isLast: false) }
    }

    /// Writes what is left and gives the file its name.
    public mutating func finish() throws(TraceError) {
        try flush(isLast: true)
        try raw.finish()
    }

    private mutating func flush(isLast: Bool) throws(TraceError) {
        if zstd != nil { try zstd!.write(buffer, isLast: isLast, to: &raw) } else { try raw.write(buffer[...]) }
        buffer.removeAll(keepingCapacity: true)
    }
}
