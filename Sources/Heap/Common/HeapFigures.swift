/// Totals of a process's heap in bytes, kept as it changes.
///
/// Invariants:
/// - arena == inUse + free + top + overhead;
/// - inUse, free, top: sums over the chunks of all arenas in those states (tcache and fastbins count as free);
/// - mapped, mappedChunks: sums over the mmapped chunks, which are in no arena;
/// - requested: sum of what was asked for by live allocations, mmapped ones included.
public struct HeapFigures: Sendable, Equatable {
    // Not in the order of the rows: neighbours that were just stored one by one are slow to load together.
    public var inUse: UInt64 = 0
    public var requested: UInt64 = 0
    public var top: UInt64 = 0
    /// Bytes got by sbrk or as heaps of threads, all arenas.
    public var arena: UInt64 = 0
    public var free: UInt64 = 0
    /// Bytes in arenas that are no chunk: heap and arena headers, fenceposts, gaps by foreign sbrk.
    public var overhead: UInt64 { arena &- inUse &- free &- top }
    /// Whole mappings of mmapped chunks.
    public var mapped: UInt64 = 0
    public var mappedChunks: UInt32 = 0
    /// The program break as the C library last saw it; 0 before its first sbrk.
    public var programBreak: UInt64 = 0

    public init() {}
}
