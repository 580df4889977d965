/// What became of requests in one zone, in pages.
struct NodeCounts: Sendable {
    var hit: UInt64 = 0
    var miss: UInt64 = 0
    var foreign: UInt64 = 0
    var interleave: UInt64 = 0
    var local: UInt64 = 0
    var other: UInt64 = 0
}

/// From which nodes a process wants its pages (struct mempolicy).
public struct MemoryPolicy: Sendable, Equatable {
    /// The kernel's numbers (MPOL_DEFAULT …).
    public enum Mode: UInt64, Sendable {
        case standard, preferred, bind, interleave, local
    }

    public var mode: Mode
    /// Bit by node.
    public var nodes: UInt64
    /// The node that had the last turn (il_prev); nil: none yet.
    private var last: UInt8?

    public init(_ mode: Mode, nodes: UInt64) {
        self.mode = mode
        self.nodes = nodes
    }

    /// The next node of an interleaving policy (interleave_nodes).
    mutating func takeTurn() -> UInt8? {
        guard nodes != 0 else { return nil }
        let above = last.map { $0 < 63 ? nodes & ~((1 << UInt64($0 + 1)) - 1) : 0 } ?? nodes
        last = UInt8((above != 0 ? above : nodes).trailingZeroBitCount)
        return last
    }
}
