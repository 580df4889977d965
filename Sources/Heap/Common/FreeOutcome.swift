/// What became of a free (or of the old block of a realloc). Only `freed` and `null` change nothing but the heap; the
/// others leave it as it was.
public enum FreeOutcome: UInt8, Sendable {
    /// The block was in use and is free now (or, for realloc, could be resized).
    case freed
    /// A null pointer: nothing to do.
    case null
    /// Not aligned as a block must be. glibc aborts.
    case misaligned
    /// No block begins here. What glibc does depends on the bytes before the address.
    case unknownBlock
    /// Already in the thread's own tcache. glibc aborts.
    case doubleFreeInTcache
    /// Already the first of its fastbin. glibc aborts.
    case doubleFreeInFastbin
    /// Already free, in an ordinary bin. glibc aborts.
    case doubleFreeInBin
    /// The top chunk. glibc aborts.
    case doubleFreeOfTop
    /// Already free, but glibc does not notice and corrupts its lists.
    case unnoticedDoubleFree

    /// The message that glibc 2.36 aborts with; nil where it goes on.
    public var abortMessage: StaticString? {
        switch self {
        case .misaligned: "free(): invalid pointer"
        case .doubleFreeInTcache: "free(): double free detected in tcache 2"
        case .doubleFreeInFastbin: "double free or corruption (fasttop)"
        case .doubleFreeInBin: "double free or corruption (!prev)"
        case .doubleFreeOfTop: "double free or corruption (top)"
        case .freed, .null, .unknownBlock, .unnoticedDoubleFree: nil
        }
    }

    /// Whether the heap is as the program meant it.
    public var isSound: Bool { self == .freed || self == .null }
}

/// What realloc answers.
public struct ReallocOutcome: Sendable, Equatable {
    /// The block's address, or 0: it failed (the old block stays), or it was freed (size 0), or `old` is not sound.
    public var address: UInt64
    public var old: FreeOutcome

    public init(address: UInt64, old: FreeOutcome) {
        self.address = address
        self.old = old
    }
}
