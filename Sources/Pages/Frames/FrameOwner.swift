/// What a page frame serves.
public enum OwnerKind: UInt8, CodedValue {
    /// On the buddy's free lists.
    case free
    /// Free, on a per-CPU list; the id is the CPU.
    case perCPU
    /// Never managed: firmware, kernel image, memory map.
    case reserved
    /// A slab; the id is the cache.
    case slab
    /// A page table; the id is the pid (0 the kernel), the tag its level.
    case pageTable
    /// Mapped by vmalloc; the id is the area.
    case vmalloc
    /// A process's anonymous memory; the id is the pid that first touched it, the tag the virtual page.
    case anonymous
    /// A page of a file; the id is the pid that brought it in.
    case file
    /// Held by the kernel through alloc_pages; the id is the call site's name or 0.
    case kernel
    /// A kmalloc too large for a slab; the id is the call site's name or 0.
    case largeKmalloc
    /// Taken by a recording, or before it began, for a purpose that it does not tell; the id is the `RecordedUse` that a
    /// starting state tells, else 0.
    case recorded
    /// The shared zero page.
    case zeroPage
}

/// The owner of a block of frames.
public struct FrameOwner: Hashable, Sendable {
    public var kind: OwnerKind
    public var id: UInt32
    public var tag: UInt64

    @inlinable
    public init(_ kind: OwnerKind, id: UInt32 = 0, tag: UInt64 = 0) {
        self.kind = kind
        self.id = id
        self.tag = tag
    }
}
