import Heap

/// What is where in a heap, by state and size: how much is in use, how much is free and in pieces of which size, and what top holds.
extension HeapMap {
    /// Chunks of one state and size class.
    public struct Bin: Equatable, Sendable {
        public var state: ChunkState
        /// Sizes of the chunks, from the smallest that the class may have.
        public var from: UInt64
        public var to: UInt64
        public var chunks: UInt64
        public var bytes: UInt64
    }

    /// In use and mapped chunks are one class each; bins that hold one size go by size, unsorted and large chunks by powers of two.
    public var bins: [Bin] {
        var bins: [Bin] = []
        let chunks = sorted.map(\.chunk).sorted { ($0.state.rawValue, $0.size) < ($1.state.rawValue, $1.size) }
        for chunk in chunks {
            let (from, to) = Self.sizeClass(chunk)
            if let last = bins.last, last.state == chunk.state, last.from == from {
                bins[bins.count - 1].chunks += 1
                bins[bins.count - 1].bytes += chunk.size
            } else {
                bins.append(Bin(state: chunk.state, from: from, to: to, chunks: 1, bytes: chunk.size))
            }
        }
        return bins
    }

    private static func sizeClass(_ chunk: Chunk) -> (UInt64, UInt64) {
        switch chunk.state {
        case .tcache, .fastbin, .smallbin: return (chunk.size, chunk.size)
        case .unsorted, .largebin:
            let power = UInt64(1) << UInt64(63 - max(chunk.size, 1).leadingZeroBitCount)
            return (power, power * 2 - 1)
        case .none, .inUse, .top, .fence, .mapped: return (0, .max)
        }
    }

    /// A line for each class, and what of the heap is free in all.
    public var binText: String {
        var cells = [["STATE", "SIZE", "CHUNKS", "BYTES"]]
        for bin in bins {
            let size = bin.from == 0 ? "any" : bin.from == bin.to ? "\(bin.from)" : "\(bin.from)-\(bin.to)"
            cells.append([bin.state.word, size, "\(bin.chunks)", "\(bin.bytes)"])
        }
        let free = bins.filter(\.state.isFree)
        cells.append(["free", "all", "\(free.reduce(0) { $0 + $1.chunks })", "\(free.reduce(0) { $0 + $1.bytes })"])
        return table(cells, right: [1, 2, 3])
    }
}
