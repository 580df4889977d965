extension ByteSource {
    /// What a sniffer may see.
    public var sniffed: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.prefix(TraceFormatSniffer.sniffLength))
    }

    /// Reads what a sniffer may see, and drops UTF-8's byte order mark before it, which editors and mail programs add.
    public mutating func fillForSniffing() throws(TraceError) {
        _ = try fill(TraceFormatSniffer.sniffLength)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { consume(3) }
    }
}
