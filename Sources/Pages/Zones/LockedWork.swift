import ReplayModel

/// What one CPU does under zones' locks, where a recording tells its places.
struct LockedWork: Sendable {
    /// A stock is to give back so many pages, beginning with a list.
    struct Drain: Sendable {
        var zone: ZoneIndex
        var pcp: Int
        var pages: Int64
        var list: Int
    }

    /// A refill under way, and the blocks that it took so far.
    var refill: (zone: ZoneIndex, order: UInt8, blocks: UInt32)?
    /// The list of the last refill, until a request uses it: that request is what it was done for.
    var refilled: (zone: ZoneIndex, list: Int)?
    var drains: [Drain] = []
}

/// A block that went from a CPU's list to the buddy.
public struct DrainedBlock: Equatable, Sendable {
    public var frame: UInt32
    public var order: UInt8
    public var migratetype: UInt8
}
