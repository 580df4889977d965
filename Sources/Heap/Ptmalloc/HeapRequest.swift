/// A request on its way through an arena.
struct HeapRequest {
    /// Size of the chunk wanted (nb).
    var size: UInt64
    /// Bytes that the user asked for; nil for an inner step whose chunk is cut or moved before the user gets it.
    var bytes: UInt64?
    /// Alignment that a chunk with a mapping of its own must have; 0: what mmap gives.
    var alignment: UInt64 = 0
    /// Slot of the calling thread.
    var slot: ThreadSlot
    /// The address that a recording names.
    var recorded: UInt64?
}
