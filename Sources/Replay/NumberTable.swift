/// Values by an address, a frame number, an id: open addressing with linear probing, made for tables that every event asks.
///
/// Invariants:
/// - `keys.count == values.count`, a power of two, at least 4/3 of `count`;
/// - a key stands on the probe path from its hash without a vacant place before it;
/// - the key that marks vacant places has its value in `ofVacant`.
struct NumberTable<Value: Sendable>: Sendable {
    private static var vacant: UInt64 { UInt64.max }

    private var keys: [UInt64]
    private var values: [Value]
    /// How many entries there are.
    private(set) var count = 0
    /// What stands in vacant places.
    private let filler: Value
    private var ofVacant: Value?

    /// An empty table. `filler`: any value.
    init(filler: Value) {
        self.filler = filler
        keys = [UInt64](repeating: Self.vacant, count: 1024)
        values = [Value](repeating: filler, count: 1024)
    }

    /// The value of `key`; nil where it has none.
    subscript(key: UInt64) -> Value? {
        @inline(__always) get { key == Self.vacant ? ofVacant : find(key).map { values[$0] } }
    }

    /// Adds an entry or replaces its value. Returns the value it had.
    @discardableResult
    mutating func update(_ key: UInt64, _ value: Value) -> Value? {
        if key == Self.vacant { return exchangeVacant(value) }
        if let index = find(key) {
            let old = values[index]
            values[index] = value
            return old
        }
        if (count + 1) * 4 > keys.count * 3 { grow() }
        insert(key, value)
        count += 1
        return nil
    }

    /// Removes an entry. Returns the value it had; nil where there was none.
    @discardableResult
    mutating func remove(_ key: UInt64) -> Value? {
        if key == Self.vacant { return exchangeVacant(nil) }
        guard var hole = find(key) else { return nil }
        let value = values[hole]
        count -= 1
        // The entries after the hole move up where that brings them no further from their hash.
        let mask = keys.count - 1
        var next = (hole + 1) & mask
        while keys[next] != Self.vacant {
            let home = Self.hash(keys[next]) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                keys[hole] = keys[next]
                values[hole] = values[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        keys[hole] = Self.vacant
        return value
    }

    @inline(__always)
    private func find(_ key: UInt64) -> Int? {
        let mask = keys.count - 1
        var index = Self.hash(key) & mask
        while keys[index] != key {
            if keys[index] == Self.vacant { return nil }
            index = (index + 1) & mask
        }
        return index
    }

    /// The entry of the key that marks vacant places.
    private mutating func exchangeVacant(_ value: Value?) -> Value? {
        let old = ofVacant
        count += (value == nil ? 0 : 1) - (old == nil ? 0 : 1)
        ofVacant = value
        return old
    }

    private mutating func insert(_ key: UInt64, _ value: Value) {
        let mask = keys.count - 1
        var index = Self.hash(key) & mask
        while keys[index] != Self.vacant { index = (index + 1) & mask }
        keys[index] = key
        values[index] = value
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: Self.vacant, count: oldKeys.count * 2)
        values = [Value](repeating: filler, count: oldKeys.count * 2)
        for (index, key) in oldKeys.enumerated() where key != Self.vacant { insert(key, oldValues[index]) }
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 20)
    }

    /// The equations above the struct; `visit` gets each value.
    func checkInvariants(_ visit: (Value) -> Void = { _ in }) {
        var live = ofVacant == nil ? 0 : 1
        if let ofVacant { visit(ofVacant) }
        for (index, key) in keys.enumerated() where key != Self.vacant {
            live += 1
            precondition(find(key) == index, "the entry of \(key) is not found where it stands")
            visit(values[index])
        }
        precondition(live == count, "the count differs from the entries")
        precondition(keys.count.nonzeroBitCount == 1 && count * 4 <= keys.count * 3, "the table is too full")
    }
}
