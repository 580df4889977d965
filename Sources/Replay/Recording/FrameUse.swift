import ReplayModel
import TraceFormat

/// What a recorded page allocation is for.
public enum FrameUse: Hashable, Sendable {
    /// Anonymous memory of a process; the page is nil where no fault tells it. `copy`: the frame begins as a copy.
    case anonymous(ProcessID, VirtualPage?, copy: Bool)
    case pageTable(ProcessID)
    /// A slab page or a large kmalloc; its cache is known with its first object.
    case slab
    /// A page of a file, brought in by the process.
    case file(ProcessID)
    /// Held by the kernel: pipe buffers, batches.
    case kernel
    /// A page of the vmalloc area at this address.
    case area(VirtualAddress)
    case unknown
}

/// What one event of a recording means for the levels that it does not name.
public enum JoinOutcome: Hashable, Sendable {
    /// The event says all by itself.
    case nothing
    /// A `page_alloc` event: what the block is for.
    case frame(FrameUse, JoinRule)
    /// An object event: the block that the object lies in, or nil where it was never seen.
    case object(SlabPlace?, JoinRule)
}

/// The block of frames that a slab object lies in.
public struct SlabPlace: Hashable, Sendable {
    public var frame: FrameNumber
    public var order: UInt8
    /// The cache, where the recording names it.
    public var cache: NameID?
    /// The object's size where the recording names it, else 0: kmalloc objects tell their class by it.
    public var objectSize: UInt32
    /// Whether this object is the first to name the block's cache or size: the block's owner is known from now on.
    public var isNew: Bool
}
