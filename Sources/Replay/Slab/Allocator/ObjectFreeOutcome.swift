import ReplayModel

/// What came of giving an object back.
public enum ObjectFreeOutcome: Hashable, Sendable {
    case freed
    /// The pointer was NULL or what kmalloc(0) returns: nothing to do.
    case nothing
    /// No slab and no large kmalloc holds the address.
    case unknownObject
    /// The address lies in a slab but is not where an object begins.
    case misaligned
    /// The object is free already; nothing was changed.
    case doubleFree
    /// Freed, but it belongs to this cache and not to the one named (the kernel warns and does the same).
    case wrongCache(CacheID)
}
