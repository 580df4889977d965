// Look-up and order. O(log n) expected unless said otherwise.
extension RangeTree {
    func first(of tree: UInt32) -> UInt32 {
        var index = tree
        while nodes[Int(index)].left != Self.none { index = nodes[Int(index)].left }
        return index
    }

    func last(of tree: UInt32) -> UInt32 {
        var index = tree
        while nodes[Int(index)].right != Self.none { index = nodes[Int(index)].right }
        return index
    }

    /// The last range that starts at or below an address.
    func floor(_ address: UInt64) -> Node? {
        var index = root
        var best: Node?
        while index != Self.none {
            let node = nodes[Int(index)]
            if node.start <= address { best = node }
            index = node.start <= address ? node.right : node.left
        }
        return best
    }

    /// The first range that starts at or above an address.
    func ceiling(_ address: UInt64) -> Node? {
        var index = root
        var best: Node?
        while index != Self.none {
            let node = nodes[Int(index)]
            if node.start >= address { best = node }
            index = node.start >= address ? node.left : node.right
        }
        return best
    }

    /// The range that holds an address.
    func containing(_ address: UInt64) -> Node? {
        guard let node = floor(address), address < node.end else { return nil }
        return node
    }

    /// The lowest range of at least `length` that ends above `bottom` and passes `fits`.
    func firstFit(length: UInt64, above bottom: UInt64, where fits: (Node) -> Bool) -> Node? {
        firstFit(root, length, bottom, fits)
    }

    private func firstFit(_ tree: UInt32, _ length: UInt64, _ bottom: UInt64, _ fits: (Node) -> Bool) -> Node? {
        guard tree != Self.none, nodes[Int(tree)].longest >= length else { return nil }
        let node = nodes[Int(tree)]
        if node.start > bottom, let found = firstFit(node.left, length, bottom, fits) { return found }
        if node.end > bottom, node.end - node.start >= length, fits(node) { return node }
        return firstFit(node.right, length, bottom, fits)
    }

    /// All ranges by address. O(n).
    var ordered: [Node] {
        var result: [Node] = []
        result.reserveCapacity(count)
        var path: [UInt32] = []
        var index = root
        while index != Self.none || !path.isEmpty {
            while index != Self.none {
                path.append(index)
                index = nodes[Int(index)].left
            }
            let node = nodes[Int(path.removeLast())]
            result.append(node)
            index = node.right
        }
        return result
    }

    /// Stops the program when the tree contradicts itself. O(n).
    func checkInvariants() {
        let all = ordered
        precondition(all.count == count, "ranges are miscounted")
        for (node, next) in zip(all, all.dropFirst()) { precondition(node.end <= next.start, "ranges overlap or are out of order") }
        for node in all {
            precondition(node.start < node.end, "an empty range")
            precondition(node.longest == max(node.end - node.start, longest(node.left), longest(node.right)), "longest is wrong")
            for child in [node.left, node.right] where child != Self.none {
                precondition(nodes[Int(child)].priority <= node.priority, "the heap order is broken")
            }
        }
    }
}
