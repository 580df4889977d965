extension ByteSink {
    /// Writes bytes as they are.
    public mutating func write(_ bytes: some Sequence<UInt8>) throws(TraceError) {
        buffer.append(contentsOf: bytes)
        try flushIfFull()
    }
}
