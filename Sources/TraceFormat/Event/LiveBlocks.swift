/// Sizes of live blocks by their pointers: a hash table that never allocates but when it grows.
///
/// Invariants:
/// - `entries.count` is a power of two and more than 4/3 of `count`;
/// - an entry with tag 0 is free; each other stands on the probe path of its key, with no free one between.
struct LiveBlocks: Sendable, Equatable {
    private struct Entry: Equatable {
        var pointer: UInt64 = 0
        var size: UInt64 = 0
        /// The process's number times two, plus one for a label; plus two, so that it is never 0.
        var tag: UInt64 = 0
    }

    private var entries = [Entry](repeating: Entry(), count: 1024)
    private(set) var count = 0

    private static func tag(_ pointer: PointerKey, _ process: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: process)) << 1 &+ 2 | (pointer.isLabel ? 1 : 0)
    }

    /// Where the key's probe path begins.
    private func home(_ pointer: UInt64, _ tag: UInt64) -> Int {
        let mixed = (pointer ^ tag &<< 40) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed &>> 32) & (entries.count - 1)
    }

    /// The key's place, or the free one where it would stand.
    private func find(_ pointer: UInt64, _ tag: UInt64) -> Int {
        var place = home(pointer, tag)
        while entries[place].tag != 0, entries[place].pointer != pointer || entries[place].tag != tag {
            place = (place + 1) & (entries.count - 1)
        }
        return place
    }

    mutating func set(_ pointer: PointerKey, _ process: Int32, _ size: UInt64) {
        let tag = Self.tag(pointer, process)
        let place = find(pointer.value, tag)
        if entries[place].tag == 0 { count += 1 }
        entries[place] = Entry(pointer: pointer.value, size: size, tag: tag)
        if count * 4 > entries.count * 3 { grow() }
    }

    /// Takes the block out; nil where it is not there.
    mutating func remove(_ pointer: PointerKey, _ process: Int32) -> UInt64? {
        var hole = find(pointer.value, Self.tag(pointer, process))
        guard entries[hole].tag != 0 else { return nil }
        let size = entries[hole].size
        count -= 1
        let mask = entries.count - 1
        var next = (hole + 1) & mask
        while entries[next].tag != 0 {
            // What may stand in the hole moves there: its path begins at the hole or before it.
            let home = home(entries[next].pointer, entries[next].tag)
            if (next &- home) & mask >= (next &- hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole] = Entry()
        return size
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(), count: old.count * 2)
        for entry in old where entry.tag != 0 { entries[find(entry.pointer, entry.tag)] = entry }
    }
}
