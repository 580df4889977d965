/// A chunk's place in the table of headers; 0 is none. Bin heads are records too.
struct ChunkIndex: RawRepresentable, Hashable, Sendable {
    var rawValue: UInt32
    @inline(__always) init(rawValue: UInt32) { self.rawValue = rawValue }
    @inline(__always) init(_ rawValue: UInt32) { self.rawValue = rawValue }
    static let none = ChunkIndex(0)

    /// Which block the record is in, and where in it.
    @inline(__always) var block: Int { Int(rawValue >> 8) }
    @inline(__always) var place: UInt32 { rawValue & 255 }
}

/// The header words of a chunk (malloc_chunk), for one granule of heap memory.
///
/// Invariants:
/// - state is `none` exactly where no chunk begins, and then the size is 0;
/// - previousSize counts only while the chunk before is in a bin (`isPreviousInUse` is false), as in glibc;
/// - the links count only in lists: `forward` alone in tcache and fastbins, all four in large bins; a chunk in use keeps
///   what was asked for in the place of the last two.
struct ChunkRecord: Sendable {
    /// Size in bytes, a multiple of 8 below 2^48; bit 0: the chunk before is in use; from bit 56: the state.
    private var head: UInt64 = 0
    /// Size of the chunk before (prev_size).
    var previousSize: UInt64 = 0
    /// fd and bk.
    var forward = ChunkIndex.none
    var backward = ChunkIndex.none
    /// fd_nextsize and bk_nextsize: the ring of the first chunks of each size in a large bin.
    var nextSmaller = ChunkIndex.none
    var nextLarger = ChunkIndex.none

    private static let sizeMask: UInt64 = 0x0000_FFFF_FFFF_FFF8

    @inline(__always) var size: UInt64 { head & Self.sizeMask }

    @inline(__always) var isPreviousInUse: Bool {
        get { head & 1 != 0 }
        set { head = newValue ? head | 1 : head & ~1 }
    }

    @inline(__always) var state: ChunkState {
        get { ChunkState(rawValue: UInt8(truncatingIfNeeded: head >> 56))! }
        set { head = head & 0x00FF_FFFF_FFFF_FFFF | UInt64(newValue.rawValue) << 56 }
    }

    @inline(__always) func isIn(_ state: ChunkState) -> Bool { head >> 56 == UInt64(state.rawValue) }

    /// Sets size, state and the bit of the chunk before.
    @inline(__always) mutating func set(size: UInt64, _ state: ChunkState, previousInUse: Bool) {
        head = size | (previousInUse ? 1 : 0) | UInt64(state.rawValue) << 56
    }

    /// Sets size and state and keeps the bit of the chunk before.
    @inline(__always) mutating func set(size: UInt64, _ state: ChunkState) {
        head = size | head & 1 | UInt64(state.rawValue) << 56
    }

    /// No chunk begins here any more.
    @inline(__always) mutating func erase() { head = 0 }

    /// Bytes asked for, of a chunk in use.
    @inline(__always) var requested: UInt64 {
        get { UInt64(nextSmaller.rawValue) | UInt64(nextLarger.rawValue) << 32 }
        set {
            nextSmaller = ChunkIndex(UInt32(truncatingIfNeeded: newValue))
            nextLarger = ChunkIndex(UInt32(truncatingIfNeeded: newValue >> 32))
        }
    }
}
