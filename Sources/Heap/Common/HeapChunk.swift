import ReplayModel

/// What a chunk of the heap is at the moment.
public enum ChunkState: UInt8, CodedValue {
    /// Not the start of a chunk.
    case none
    case inUse, tcache, fastbin, unsorted, smallbin, largebin, top
    /// A fencepost: an artificial chunk at the end of a stretch that cannot grow.
    case fence
    case mapped

    /// Whether the chunk counts as free (top does not).
    public var isFree: Bool {
        switch self {
        case .tcache, .fastbin, .unsorted, .smallbin, .largebin: true
        case .none, .inUse, .top, .fence, .mapped: false
        }
    }

    /// Whether the chunk is in a bin, and so is marked free in its neighbour's header.
    public var isBinned: Bool { self == .unsorted || self == .smallbin || self == .largebin }
}

/// A chunk as the chunk map shows it.
public struct HeapChunk: Sendable, Equatable {
    /// Number of its arena, 0 is the main arena; 0 for mmapped chunks.
    public var arena: UInt16
    /// Address of the header; the user's address is two words further.
    public var address: UInt64
    /// Bytes, header included.
    public var size: UInt64
    public var state: ChunkState
    /// Bytes asked for, of chunks in use.
    public var requested: UInt64
}
