/// Live recorded blocks by their first frame: open addressing, one entry for each block.
///
/// Invariants:
/// - `keys.count == values.count`, a power of two, at least 4/3 of `count`;
/// - a key stands on the probe path from its hash without a vacant place before it;
/// - `orders[o]` is how many entries have order o.
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

    private static let vacant = UInt64.max
    private var keys = [UInt64](repeating: vacant, count: 1024)
    private var values = [Block](repeating: Block(), count: 1024)
    private(set) var count = 0
    private var orders = [UInt32](repeating: 0, count: 64)

    /// The block that begins at `frame`.
    func first(_ frame: UInt64) -> Block? { find(frame).map { values[$0] } }

    /// The block that holds `frame`: blocks are aligned to their size. Complexity: one probe for each order that is in use.
    func holding(_ frame: UInt64) -> (first: UInt64, block: Block)? {
        for order in 0..<UInt64(orderCount) where orders[Int(order)] > 0 {
            let first = (frame >> order) << order
            if let index = find(first), values[index].order >= order { return (first, values[index]) }
        }
        return nil
    }

    /// Adds a block or replaces the one that begins at `frame`.
    mutating func set(_ frame: UInt64, _ block: Block) {
        if let index = find(frame) {
            orders[Int(values[index].order)] -= 1
            values[index] = block
        } else {
            if (count + 1) * 4 > keys.count * 3 { grow() }
            insert(frame, block)
            count += 1
        }
        orders[Int(block.order)] += 1
    }

    /// Removes the block that begins at `frame`.
    @discardableResult
    mutating func remove(_ frame: UInt64) -> Block? {
        guard var hole = find(frame) else { return nil }
        let block = values[hole]
        orders[Int(block.order)] -= 1
        count -= 1
        // The entries after the hole move up where that brings them no further from their hash.
        let mask = keys.count - 1
        var next = (hole + 1) & mask
        while keys[next] != Self.vacant {
            let home = Self.hash(keys[next]) & mask
            if (next - home) & mask >= (next - hole) & mask {
                keys[hole] = keys[next]
                values[hole] = values[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        keys[hole] = Self.vacant
        return block
    }

    private func find(_ key: UInt64) -> Int? {
        let mask = keys.count - 1
        var index = Self.hash(key) & mask
        while keys[index] != key {
            if keys[index] == Self.vacant { return nil }
            index = (index + 1) & mask
        }
        return index
    }

    private mutating func insert(_ key: UInt64, _ block: Block) {
        let mask = keys.count - 1
        var index = Self.hash(key) & mask
        while keys[index] != Self.vacant { index = (index + 1) & mask }
        keys[index] = key
        values[index] = block
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: Self.vacant, count: oldKeys.count * 2)
        values = [Block](repeating: Block(), count: oldKeys.count * 2)
        for (index, key) in oldKeys.enumerated() where key != Self.vacant { insert(key, oldValues[index]) }
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 20)
    }

    /// The equations above the struct.
    func checkInvariants() {
        var live = 0
        for (index, key) in keys.enumerated() where key != Self.vacant {
            live += 1
            precondition(find(key) == index, "block \(key) is not found where it stands")
        }
        precondition(live == count && orders.reduce(0, +) == count, "counts differ from the entries")
        precondition(keys.count.nonzeroBitCount == 1 && count * 4 <= keys.count * 3, "the table is too full")
    }
}
