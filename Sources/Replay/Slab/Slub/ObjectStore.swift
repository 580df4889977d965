/// The records of all objects of all slabs, in runs of a power of two that are used again when a slab is given back.
///
/// Invariant: runs do not overlap; `unused[n]` heads a list of runs of 2^n records, linked through `requested`.
struct ObjectStore: ~Copyable, Sendable {
    private var records = SlabBuffer<SlabObject>(capacity: 1024)
    private var unused = [UInt32](repeating: SlubCache.none, count: 16)

    @inline(__always)
    subscript(index: UInt32) -> SlabObject {
        get { records[Int(index)] }
        nonmutating _modify { yield &records[Int(index)] }
    }

    /// A run of at least `count` records; their content is left over from before.
    mutating func take(_ count: UInt16) -> UInt32 {
        let size = Self.sizeClass(count)
        let head = unused[size]
        if head != SlubCache.none {
            unused[size] = records[Int(head)].requested
            return head
        }
        let first = UInt32(records.count)
        records.append(contentsOf: repeatElement(SlabObject(), count: 1 << size))
        return first
    }

    mutating func giveBack(_ first: UInt32, count: UInt16) {
        let size = Self.sizeClass(count)
        records[Int(first)].requested = unused[size]
        unused[size] = first
    }

    private static func sizeClass(_ count: UInt16) -> Int { count <= 1 ? 0 : 16 - (count - 1).leadingZeroBitCount }
}
