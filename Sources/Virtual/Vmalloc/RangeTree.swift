/// Address ranges that do not overlap, by address, with the length of the longest in each subtree: a treap in one array.
///
/// Look-up, insertion, removal and first fit are O(log n) expected. The shape depends only on the ranges in it: a node's
/// priority is a mix of its start.
///
/// Invariants: starts grow in order; start < end ≤ next start; a parent's priority is not below its children's;
/// longest = max(end - start, longest of both children).
struct RangeTree: Sendable {
    static let none = UInt32.max

    struct Node: Sendable {
        var start: UInt64
        var end: UInt64
        var longest: UInt64
        var priority: UInt32
        /// What the owner of the tree wants to know of the range.
        var payload: UInt32
        var left = RangeTree.none
        var right = RangeTree.none
    }

    private(set) var nodes: [Node] = []
    private(set) var root = RangeTree.none
    private(set) var count = 0
    /// Unused nodes, linked through `left`.
    private var unused = RangeTree.none

    /// Precondition: no range in the tree overlaps [start, end), which is not empty.
    mutating func insert(start: UInt64, end: UInt64, payload: UInt32 = 0) {
        precondition(start < end, "an empty range")
        let node = makeNode(start, end, payload)
        let (below, above) = split(root, at: start)
        precondition(below == Self.none || nodes[Int(last(of: below))].end <= start, "ranges overlap")
        precondition(above == Self.none || nodes[Int(first(of: above))].start >= end, "ranges overlap")
        root = merge(merge(below, node), above)
        count += 1
    }

    /// Removes the range that begins at `start` and returns its end and payload; nil when none does.
    mutating func remove(start: UInt64) -> (end: UInt64, payload: UInt32)? {
        let (below, rest) = split(root, at: start)
        let (found, above) = start == .max ? (rest, Self.none) : split(rest, at: start + 1)
        root = merge(below, above)
        guard found != Self.none else { return nil }
        let node = nodes[Int(found)]
        nodes[Int(found)].left = unused
        unused = found
        count -= 1
        return (node.end, node.payload)
    }

    private mutating func makeNode(_ start: UInt64, _ end: UInt64, _ payload: UInt32) -> UInt32 {
        let node = Node(start: start, end: end, longest: end - start, priority: Self.priority(start), payload: payload)
        guard unused != Self.none else {
            nodes.append(node)
            return UInt32(nodes.count - 1)
        }
        let index = unused
        unused = nodes[Int(index)].left
        nodes[Int(index)] = node
        return index
    }

    /// Multiplicative hashing with a mix (SplitMix64's finalizer).
    private static func priority(_ start: UInt64) -> UInt32 {
        var mixed = (start >> 12) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }

    /// Splits a subtree into the ranges that start below `key` and the others.
    private mutating func split(_ tree: UInt32, at key: UInt64) -> (UInt32, UInt32) {
        guard tree != Self.none else { return (Self.none, Self.none) }
        if nodes[Int(tree)].start < key {
            let (low, high) = split(nodes[Int(tree)].right, at: key)
            nodes[Int(tree)].right = low
            update(tree)
            return (tree, high)
        }
        let (low, high) = split(nodes[Int(tree)].left, at: key)
        nodes[Int(tree)].left = high
        update(tree)
        return (low, tree)
    }

    /// Joins two subtrees, all of `low` before all of `high`.
    private mutating func merge(_ low: UInt32, _ high: UInt32) -> UInt32 {
        if low == Self.none { return high }
        if high == Self.none { return low }
        if nodes[Int(low)].priority >= nodes[Int(high)].priority {
            let right = merge(nodes[Int(low)].right, high)
            nodes[Int(low)].right = right
            update(low)
            return low
        }
        let left = merge(low, nodes[Int(high)].left)
        nodes[Int(high)].left = left
        update(high)
        return high
    }

    private mutating func update(_ index: UInt32) {
        let node = nodes[Int(index)]
        nodes[Int(index)].longest = max(node.end - node.start, longest(node.left), longest(node.right))
    }

    @inline(__always)
    func longest(_ index: UInt32) -> UInt64 { index == Self.none ? 0 : nodes[Int(index)].longest }
}
