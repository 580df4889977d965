import ReplayModel

/// Live recorded blocks by their first frame.
///
/// Invariants: `orders[o]` is how many entries have order o; `heads` has the first frames of all entries.
struct BlockTable: Sendable {
    struct Block: Sendable {
        var order: UInt8 = 0
        var rule = JoinRule.unknownPage
        /// The cache's `NameID`, 0 unknown.
        var cache: UInt32 = 0
        var objectSize: UInt32 = 0
        /// The address space and page of anonymous memory; space 0: none.
        var space: UInt32 = 0
        var page: UInt64 = 0
    }

    private var entries = NumberTable(filler: Block())
    private var orders = [UInt32](repeating: 0, count: 64)
    private var heads = FrameBits()

    var count: Int { entries.count }

    /// The block that begins at `frame`.
    func first(_ frame: UInt64) -> Block? { entries[frame] }

    /// The block that holds `frame`: blocks are aligned to their size. Complexity: one probe for each block that begins where one that
    /// holds it might.
    func holding(_ frame: UInt64) -> (first: UInt64, block: Block)? {
        let line = heads.line(with: frame)
        for order in 0..<UInt64(orderCount) where orders[Int(order)] > 0 {
            let first = (frame >> order) << order
            guard order > 9 ? heads.contains(first) : line?[first] ?? false else { continue }
            if let block = entries[first], block.order >= order { return (first, block) }
        }
        return nil
    }

    /// Adds a block or replaces the one that begins at `frame`.
    mutating func set(_ frame: UInt64, _ block: Block) {
        if let old = entries.update(frame, block) { orders[Int(old.order)] -= 1 } else { heads.insert(frame) }
        orders[Int(block.order)] += 1
    }

    /// Removes the block that begins at `frame`.
    @discardableResult
    mutating func remove(_ frame: UInt64) -> Block? {
        guard let block = entries.remove(frame) else { return nil }
        orders[Int(block.order)] -= 1
        heads.remove(frame)
        return block
    }

    /// The equation above the struct.
    func checkInvariants() {
        var counted = [UInt32](repeating: 0, count: orders.count)
        entries.checkInvariants { frame, block in
            counted[Int(block.order)] += 1
            precondition(heads.contains(frame), "the first frame of a block is in the set of them")
        }
        precondition(counted == orders, "the counts by order differ from the entries")
        precondition(heads.count == entries.count, "no other frame is in the set")
    }
}
