/// Values by an address, a frame number, an id: open addressing with linear probing, made for tables that every event asks.
///
/// A key stands beside its value, so that a look touches one cache line mostly.
///
/// Invariants:
/// - `entries.count` is a power of two, at least 4/3 of `count`;
/// - a key stands on the probe path from its hash without a vacant place before it;
/// - the key that marks vacant places has its value in `ofVacant`.
public struct NumberTable<Value: Sendable>: Sendable {
    @usableFromInline struct Entry: Sendable {
        @usableFromInline var key: UInt64
        @usableFromInline var value: Value

        @inlinable init(key: UInt64, value: Value) {
            self.key = key
            self.value = value
        }
    }

    @inlinable static var vacant: UInt64 { UInt64.max }

    @usableFromInline var entries: [Entry]
    @usableFromInline var live = 0
    /// How many entries there are.
    @inlinable public var count: Int { live }
    /// What stands in vacant places.
    @usableFromInline let filler: Value
    @usableFromInline var ofVacant: Value?

    /// An empty table. `filler`: any value.
    @inlinable public init(filler: Value) {
        self.filler = filler
        entries = [Entry](repeating: Entry(key: Self.vacant, value: filler), count: 8)
    }

    /// The value of `key`; nil where it has none.
    @inlinable public subscript(key: UInt64) -> Value? {
        @inline(__always) get {
            if key == Self.vacant { return ofVacant }
            let place = place(of: key)
            return entries[place].key == key ? entries[place].value : nil
        }
    }

    /// Adds an entry or replaces its value. Returns the value it had.
    @discardableResult
    @inlinable public mutating func update(_ key: UInt64, _ value: Value) -> Value? {
        if key == Self.vacant { return exchangeVacant(value) }
        let place = place(of: key)
        if entries[place].key == key {
            let old = entries[place].value
            entries[place].value = value
            return old
        }
        live += 1
        if count * 4 > entries.count * 3 {
            grow()
            entries[self.place(of: key)] = Entry(key: key, value: value)
        } else {
            entries[place] = Entry(key: key, value: value)
        }
        return nil
    }

    /// Removes an entry. Returns the value it had; nil where there was none.
    @discardableResult
    @inlinable public mutating func remove(_ key: UInt64) -> Value? {
        if key == Self.vacant { return exchangeVacant(nil) }
        var hole = place(of: key)
        guard entries[hole].key == key else { return nil }
        let value = entries[hole].value
        live -= 1
        // The entries after the hole move up where that brings them no further from their hash.
        let mask = entries.count - 1
        var next = (hole + 1) & mask
        while entries[next].key != Self.vacant {
            let home = Self.hash(entries[next].key) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole].key = Self.vacant
        return value
    }

    /// Removes every entry whose value `leaves`. Complexity: O(places).
    @inlinable public mutating func removeAll(where leaves: (Value) -> Bool) {
        let old = entries
        entries = [Entry](repeating: Entry(key: Self.vacant, value: filler), count: old.count)
        live = 0
        for entry in old where entry.key != Self.vacant && !leaves(entry.value) {
            entries[place(of: entry.key)] = entry
            live += 1
        }
        if let value = ofVacant { if leaves(value) { ofVacant = nil } else { live += 1 } }
    }

    /// Where the key stands, or the vacant place at the end of its probe path.
    @inlinable @inline(__always)
    func place(of key: UInt64) -> Int {
        let mask = entries.count - 1
        var index = Self.hash(key) & mask
        while entries[index].key != key && entries[index].key != Self.vacant { index = (index + 1) & mask }
        return index
    }

    /// The entry of the key that marks vacant places.
    @inlinable mutating func exchangeVacant(_ value: Value?) -> Value? {
        let old = ofVacant
        live += (value == nil ? 0 : 1) - (old == nil ? 0 : 1)
        ofVacant = value
        return old
    }

    @inlinable mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(key: Self.vacant, value: filler), count: old.count * 2)
        for entry in old where entry.key != Self.vacant { entries[place(of: entry.key)] = entry }
    }

    @inlinable @inline(__always)
    static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 20)
    }

    /// The equations above the struct; `visit` gets each entry.
    @inlinable public func checkInvariants(_ visit: (UInt64, Value) -> Void = { _, _ in }) {
        var found = ofVacant == nil ? 0 : 1
        if let ofVacant { visit(Self.vacant, ofVacant) }
        for (index, entry) in entries.enumerated() where entry.key != Self.vacant {
            found += 1
            precondition(place(of: entry.key) == index, "the entry of \(entry.key) is not found where it stands")
            visit(entry.key, entry.value)
        }
        precondition(found == count, "the count differs from the entries")
        precondition(entries.count.nonzeroBitCount == 1 && count * 4 <= entries.count * 3, "the table is too full")
    }
}
