/// An arena's number in order of creation; 0 is the main arena.
struct ArenaIndex: RawRepresentable, Hashable, Sendable {
    var rawValue: UInt16
    init(rawValue: UInt16) { self.rawValue = rawValue }
    init(_ rawValue: UInt16) { self.rawValue = rawValue }
    static let main = ArenaIndex(0)

    @inline(__always) var isMain: Bool { rawValue == 0 }
}

/// One arena (malloc_state). Its fastbins are in `Ptmalloc.fastbins`.
///
/// Invariants:
/// - topSize is the size in top's header, 0 before the first system call;
/// - systemMemory <= maximumSystemMemory;
/// - a bin with chunks has its bit in the bin map (the reverse need not hold).
struct Arena: Sendable {
    /// Record of bin 0; bin i's head is i further. Bin 1 is the unsorted list.
    var bins: ChunkIndex
    var top = ChunkIndex.none
    var topSize: UInt64 = 0
    /// Address of the chunk that the last split of a small request left; 0 for none. It may be stale, as in glibc.
    var lastRemainder: UInt64 = 0
    /// Whether there may be chunks in fastbins (have_fastchunks).
    var hasFast = false
    /// Whether sbrk is believed to answer contiguous memory.
    var isContiguous: Bool
    var binMap: (UInt64, UInt64) = (0, 0)
    var systemMemory: UInt64 = 0
    var maximumSystemMemory: UInt64 = 0
    /// The ring of all arenas, and the list of those without a thread.
    var next = ArenaIndex.main
    var nextFree: ArenaIndex?
    var attachedThreads: UInt32
    /// Record in the page that holds the arena's own structure; none for the main arena, which is in the C library's data.
    var home = ChunkIndex.none

    @inline(__always) func bin(_ number: Int) -> ChunkIndex { ChunkIndex(bins.rawValue &+ UInt32(truncatingIfNeeded: number)) }
    @inline(__always) var unsorted: ChunkIndex { bin(1) }

    @inline(__always) mutating func mark(_ bin: Int) {
        if bin < 64 { binMap.0 |= 1 << UInt64(bin) } else { binMap.1 |= 1 << UInt64(bin - 64) }
    }

    @inline(__always) mutating func unmark(_ bin: Int) {
        if bin < 64 { binMap.0 &= ~(1 << UInt64(bin)) } else { binMap.1 &= ~(1 << UInt64(bin - 64)) }
    }

    /// The first marked bin at or behind a number; nil: none.
    @inline(__always) func marked(from bin: Int) -> Int? {
        if bin < 64 {
            let low = binMap.0 >> UInt64(bin)
            if low != 0 { return bin + low.trailingZeroBitCount }
        }
        let start = max(bin, 64)
        if start >= 128 { return nil }
        let high = binMap.1 >> UInt64(start - 64)
        return high == 0 ? nil : start + high.trailingZeroBitCount
    }
}

/// A heap of a thread arena (heap_info): HEAP_MAX_SIZE of addresses, `size` of them in use.
struct ThreadHeap: Sendable {
    var base: UInt64
    var size: UInt64
    /// So far it is readable and writable (mprotect_size).
    var unprotected: UInt64
    /// Region of the arena's heap before this one.
    var previous: RegionIndex?
}

extension Array where Element == ThreadHeap? {
    /// The heap in a region, nil where there is none. Precondition: a heap has been there.
    @inline(__always) subscript(region: RegionIndex) -> ThreadHeap? {
        _read { yield self[region.position] }
        _modify { yield &self[region.position] }
    }
}
