/// How one kind of trace file is recognised and opened.
public struct TraceFormatSniffer: Sendable {
    /// The format's name in messages, e.g. `perf script`.
    public var name: String
    /// Whether an input that begins with these (unpacked) bytes is of this format: up to `sniffLength`, fewer where the
    /// input is shorter.
    public var matches: @Sendable (UnsafeRawBufferPointer) -> Bool
    /// Makes the reader; the second argument goes into each event's `source`, the third is the kernel that the user named.
    public var open: @Sendable (consuming ByteSource, UInt16, RecordedKernel?) throws(TraceError) -> any TraceReader

    /// How many bytes of the input a sniffer sees at most.
    public static let sniffLength = 1 << 16

    public init(
        name: String, matches: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool,
        open: @escaping @Sendable (consuming ByteSource, UInt16, RecordedKernel?) throws(TraceError) -> any TraceReader
    ) {
        self.name = name
        self.matches = matches
        self.open = open
    }
}
