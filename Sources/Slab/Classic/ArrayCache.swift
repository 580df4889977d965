/// An array of free objects (struct array_cache): one for each CPU and one that all share. What came last goes first.
///
/// Invariant: avail ≤ the cache's limit; its objects are in slabs of the cache, and `SlabObject.next` is `inArray`.
struct ArrayCache: Sendable {
    /// Where its entries begin; `none` before its first use.
    var base = ArrayEntryIndex.none
    var avail: UInt32 = 0
    /// Used since it was last reaped.
    var isTouched = false
}

/// An object in an array.
struct ArrayEntry: Hashable, Sendable {
    var slab: SlabIndex
    var object: ObjectNumber
}

/// A place in `ArrayEntries`.
struct ArrayEntryIndex: RecordIndex {
    var rawValue: UInt32

    static func + (a: Self, b: UInt32) -> Self { Self(rawValue: a.rawValue + b) }
}

/// What all arrays hold, each in a run of its own.
struct ArrayEntries: ~Copyable, Sendable {
    private var entries = SlabBuffer<ArrayEntry>()

    @inline(__always)
    subscript(index: ArrayEntryIndex) -> ArrayEntry {
        get { entries[Int(index.rawValue)] }
        nonmutating _modify { yield &entries[Int(index.rawValue)] }
    }

    /// Makes room for an array.
    mutating func addRun(capacity: UInt32) -> ArrayEntryIndex {
        let start = ArrayEntryIndex(rawValue: UInt32(entries.count))
        entries.append(contentsOf: repeatElement(ArrayEntry(slab: .none, object: .none), count: Int(capacity)))
        return start
    }

    /// Copies entries, from the first to the last.
    mutating func copy(_ count: UInt32, from source: ArrayEntryIndex, to target: ArrayEntryIndex) {
        for number in 0..<count { self[target + number] = self[source + number] }
    }
}
