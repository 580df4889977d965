/// Values of numbers that come again and again, and cost something to make: the flags of a mask, the name of an address.
///
/// What is not found says nothing: a number that came later may have taken its place.
///
/// Invariants: there is a power of two of entries; an entry that is not free holds a number whose hash is its place.
struct ValueCache {
    fileprivate struct Entry {
        var key: UInt64 = 0
        var value: UInt64 = 0
        /// 0: free.
        var state: UInt8 = 0
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let mask: Int

    /// `bits`: the number of entries is two to the power of it. Whoever makes a cache frees it.
    init(bits: Int) {
        mask = 1 << bits - 1
        entries = .allocate(capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
    }

    func free() { entries.deallocate() }

    /// The value of a number, where it is known.
    @inline(__always)
    func value(_ key: UInt64) -> UInt64? {
        let entry = entries + place(key)
        return entry.pointee.key == key && entry.pointee.state != 0 ? entry.pointee.value : nil
    }

    func set(_ key: UInt64, _ value: UInt64) { entries[place(key)] = Entry(key: key, value: value, state: 1) }

    @inline(__always)
    private func place(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) &>> 40) & mask }
}
