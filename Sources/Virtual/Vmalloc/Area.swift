import ReplayModel
import TraceFormat

/// An area of the vmalloc range (struct vm_struct with its vmap_area).
public struct Area: Hashable, Sendable {
    public var id: UInt32
    public var start: UInt64
    /// Bytes with the guard page.
    public var size: UInt64
    public var kind: AreaKind
    /// Page frames mapped that are RAM.
    public var pages: UInt32
    /// First physical address of an ioremap, at a page.
    public var physical: UInt64?
    public var caller: NameID?
    /// The model placed it and wrote its page-table entries; a recorded area, or one from before the trace, maps nothing here.
    public var isModelled = true

    public var end: UInt64 { start + size }
}

/// What came of asking for an area.
public enum AreaOutcome: Hashable, Sendable {
    /// The address to use; ioremap's keeps the offset in the page.
    case mapped(VirtualAddress)
    /// No hole is large enough, even after a purge.
    case noAddressSpace
    /// An address of the linear map, without an area: what x86 before 4.14 gives for its ISA range.
    case linear(VirtualAddress)
    /// The kernel would warn and return NULL at once: no bytes, more than RAM, a range that wraps, or an ioremap of RAM.
    case refused(CallFailure)
}

/// What came of giving an area back.
public enum AreaFreeOutcome: Hashable, Sendable {
    case freed
    /// The pointer was NULL.
    case nothing
    case unknownArea
    /// vfree of what ioremap or vmap made, or the other way round; nothing was changed.
    case wrongKind(AreaKind)
}

/// What came of a recorded area.
public enum RecordedAreaOutcome: Hashable, Sendable {
    case placed
    /// It overlaps what is known to be in use; those areas were taken to be gone (their frees were lost), this many.
    case replaced(UInt32)
    /// The addresses were lazily freed: a purge that was not recorded must have come before. It was made up for.
    case purged
    /// It overlaps an area that the model placed; nothing was changed.
    case conflict
    /// No bytes, not on page boundaries, or past the end of the addresses.
    case invalid
}
