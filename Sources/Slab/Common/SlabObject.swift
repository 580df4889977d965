import ReplayModel
import TraceFormat

/// Who asks for an object or gives it back.
package struct ObjectRequest: Sendable {
    var gfp: GfpFlags = []
    var cpu: UInt16
    var caller: NameID?
    /// The address that a recording names.
    package var recorded: UInt64?
    /// A recorded object's address in the model's prediction, where that is another; 0: the model predicts none.
    package var predicted: UInt64?
    /// A slab was made for it already.
    package var isFresh = false

    package init(
        gfp: GfpFlags = [], cpu: UInt16, caller: NameID? = nil, recorded: UInt64? = nil, predicted: UInt64? = nil, isFresh: Bool = false
    ) {
        self.gfp = gfp
        self.cpu = cpu
        self.caller = caller
        self.recorded = recorded
        self.predicted = predicted
        self.isFresh = isFresh
    }
}

/// A place for an object, as an algorithm finds or takes it.
package struct FoundObject: Sendable {
    package var cache: CacheID
    package var address: VirtualAddress
    /// The first frame of its slab.
    var frame: FrameNumber
    var slab: SlabIndex
    /// SLOB: the unit of the page where its block begins.
    package var number: ObjectNumber
    /// Bytes from it to the next.
    var given: UInt32
    /// Bytes asked for, while it is live.
    var requested: UInt32
    /// Allocated, not free.
    package var isLive: Bool
    /// A slab had to be made for it.
    var isFresh = false
}

/// What an address is to the allocator.
package enum ObjectReference {
    /// NULL or what kmalloc(0) returns.
    case nothing
    case unknown
    case misaligned
    case object(FoundObject)
    case large(LargeIndex)
}

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

extension VirtualAddress {
    /// What kmalloc(0) returns (ZERO_SIZE_PTR): no memory stands behind it.
    static let zeroSizePointer = VirtualAddress(16)
}

extension ObjectRow {
    /// A row about an object of a slab.
    init(_ operation: ObjectOperation, _ object: FoundObject, requested: UInt32, _ request: ObjectRequest) {
        self.init(
            operation: operation, cache: object.cache, address: object.address, requested: UInt64(requested), given: UInt64(object.given),
            frame: object.frame, cpu: request.cpu, caller: request.caller, fresh: object.isFresh || request.isFresh,
            recorded: request.recorded, predicted: request.predicted)
    }
}
