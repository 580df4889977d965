/// A contiguous range of addresses that chunks may be in: the brk area, a heap of a thread, or a mapping that stands in
/// for a refused brk.
struct HeapRegion: Sendable {
    /// First address, page-aligned.
    var base: UInt64
    /// The blocks of the region are `directory[directoryStart ..< directoryStart + blockCount]`.
    var directoryStart: Int
    var blockCount: Int
    var arena: ArenaIndex
    var isLive = true
}

/// 256 granules of heap memory that have records.
struct HeapBlock: Sendable {
    /// Address of the chunk of the first record.
    var base: UInt64
    var region: UInt32
    /// The epoch in which malloc last wrote to the page for the first time.
    var epoch: UInt32
}

/// A write by malloc that the kernel has yet to hear of.
struct PendingTouch: Sendable {
    var address: UInt64
    var length: UInt64
}
