/// A region's place in `HeapMemory.regions`; a later region may have it again.
struct RegionIndex: Hashable, Sendable {
    let rawValue: UInt32

    /// Of a block that stands for no memory.
    static let none = RegionIndex(.max)

    @inline(__always) init(_ rawValue: UInt32) { self.rawValue = rawValue }
    @inline(__always) var position: Int { Int(rawValue) }
}

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

extension Array where Element == HeapRegion {
    @inline(__always) subscript(region: RegionIndex) -> HeapRegion {
        _read { yield self[region.position] }
        _modify { yield &self[region.position] }
    }
}

/// 256 granules of heap memory that have records.
struct HeapBlock: Sendable {
    /// Address of the chunk of the first record.
    var base: UInt64
    var region: RegionIndex
    /// The epoch in which malloc last wrote to the page for the first time.
    var epoch: UInt32
}

/// A write by malloc that the kernel has yet to hear of.
struct PendingTouch: Sendable {
    var address: UInt64
    var length: UInt64
}
