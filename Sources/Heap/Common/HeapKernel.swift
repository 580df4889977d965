import ReplayModel

/// What a C library asks of the kernel: the address-space model implements it with its system calls, tests with a bump
/// pointer.
///
/// All addresses and lengths are in bytes and page-aligned unless said otherwise. `touch` and `load` never fail as the
/// heap sees it: a fault that finds no page is resolved (reclaim, OOM kill) before they return, and if the process dies
/// of it the heap is simply dropped.
public protocol HeapKernel: ~Copyable {
    /// Moves the program break by `delta` bytes. Returns the break before, or nil (ENOMEM); 0 only asks, without a
    /// system call.
    mutating func sbrk(_ delta: Int64, log: inout TransitionLog) -> UInt64?

    /// Maps fresh anonymous private memory. Returns where, or nil (ENOMEM).
    mutating func mmap(_ request: HeapMapping, log: inout TransitionLog) -> UInt64?

    /// Unmaps. Failure (too many areas) is ignored by the C library and needs no report.
    mutating func munmap(_ address: UInt64, length: UInt64, log: inout TransitionLog)

    /// Resizes a mapping, and moves it where needed (MREMAP_MAYMOVE). Returns where it is now, or nil.
    mutating func mremap(_ address: UInt64, oldLength: UInt64, newLength: UInt64, log: inout TransitionLog) -> UInt64?

    /// Makes mapped memory readable and writable. Returns false on failure (ENOMEM).
    mutating func unprotect(_ address: UInt64, length: UInt64, log: inout TransitionLog) -> Bool

    /// madvise(MADV_DONTNEED): drops the pages and keeps the mapping.
    mutating func discard(_ address: UInt64, length: UInt64, log: inout TransitionLog)

    /// The C library writes `length` bytes at `address` (unaligned). Called at least once for each page that it writes
    /// to after the page came into being or was dropped.
    mutating func touch(_ address: UInt64, length: UInt64, log: inout TransitionLog)

    /// The C library reads `length` bytes at `address` (unaligned).
    mutating func load(_ address: UInt64, length: UInt64, log: inout TransitionLog)

    /// Whether vm.overcommit_memory is 2: heaps of threads then shrink by a fresh mapping instead of madvise.
    var neverOvercommits: Bool { get }
}

/// A request for anonymous private memory.
public struct HeapMapping: Sendable, Equatable {
    /// Where it is wanted (a hint unless `isFixed`); nil: anywhere.
    public var address: UInt64?
    public var length: UInt64
    /// MAP_FIXED: replaces what is there.
    public var isFixed = false
    /// PROT_NONE instead of readable and writable.
    public var isProtected = false
    /// MAP_NORESERVE.
    public var isUnreserved = false

    public init(length: UInt64, address: UInt64? = nil) {
        self.length = length
        self.address = address
    }
}
