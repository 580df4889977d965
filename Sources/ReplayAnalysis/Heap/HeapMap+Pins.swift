/// What keeps the main arena from being trimmed: only memory above its highest chunk that is not free can be given back. Chunks in a
/// tcache or fastbin pin too: neighbours do not merge with them (malloc/malloc.c, systrim and _int_free).
extension HeapMap {
    /// A chunk that pins what is below the top.
    public struct Pin: Equatable, Sendable {
        public var address: UInt64
        public var chunk: Chunk
        /// Bytes from its end to the end of top: what can be given back with it there.
        public var above: UInt64
        /// The same, if it and those above it were free.
        public var freed: UInt64
    }

    /// The highest chunks of the main arena that are not free, the highest first.
    public func pins(_ limit: Int) -> [Pin] {
        let main = sorted.filter { $0.chunk.arena == 0 && $0.chunk.state != .mapped }
        guard let top = main.last(where: { $0.chunk.state == .top }), let first = main.first else { return [] }
        let end = top.address + top.chunk.size
        let held = main.filter { $0.address < top.address && Self.holds($0.chunk) }.reversed()
        let ends = held.map { end - $0.address - $0.chunk.size } + [end - first.address]
        return held.prefix(limit).enumerated().map { index, one in
            Pin(address: one.address, chunk: one.chunk, above: ends[index], freed: ends[index + 1])
        }
    }

    private static func holds(_ chunk: Chunk) -> Bool { chunk.state == .inUse || chunk.state == .tcache || chunk.state == .fastbin }
}
