/// What is known of a place for an object in a slab.
struct SlabObject: Sendable {
    /// Bytes asked for, while it is allocated.
    var requested: UInt32 = 0
    /// The next object of the free list that it is on, or a mark.
    var next = ObjectNumber.none
}

/// The records of all objects of all slabs, in runs of a power of two that are used again when a slab is given back.
///
/// Invariant: runs do not overlap; `unused[n]` heads a list of runs of 2^n records, linked through `requested`.
struct ObjectStore: ~Copyable, Sendable {
    private var records = SlabBuffer<SlabObject>(capacity: 1024)
    private var unused = [ObjectRecordIndex](repeating: .none, count: 16)

    /// The record of an object of the slab whose records begin at `first`.
    @inline(__always)
    subscript(first: ObjectRecordIndex, object: ObjectNumber) -> SlabObject {
        get { records[Int(first.rawValue + UInt32(object.rawValue))] }
        nonmutating _modify { yield &records[Int(first.rawValue + UInt32(object.rawValue))] }
    }

    /// A run of at least `count` records; their content is left over from before.
    mutating func take(_ count: UInt16) -> ObjectRecordIndex {
        let size = Self.sizeClass(count)
        let head = unused[size]
        if head != .none {
            unused[size] = ObjectRecordIndex(rawValue: records[Int(head.rawValue)].requested)
            return head
        }
        let first = ObjectRecordIndex(rawValue: UInt32(records.count))
        records.append(contentsOf: repeatElement(SlabObject(), count: 1 << size))
        return first
    }

    mutating func giveBack(_ first: ObjectRecordIndex, count: UInt16) {
        let size = Self.sizeClass(count)
        records[Int(first.rawValue)].requested = unused[size].rawValue
        unused[size] = first
    }

    private static func sizeClass(_ count: UInt16) -> Int { count <= 1 ? 0 : 16 - (count - 1).leadingZeroBitCount }

    /// Links free objects in the given order, but for those that the slab is too small for. Returns the first, the free list's head.
    mutating func link(
        _ first: ObjectRecordIndex, count: UInt16, in order: some BidirectionalCollection<ObjectNumber>
    ) -> ObjectNumber {
        var next = ObjectNumber.none
        for object in order.reversed() where object.rawValue < count {
            self[first, object] = SlabObject(next: next)
            next = object
        }
        return next
    }

    /// Links all objects of a slab by address.
    mutating func link(_ first: ObjectRecordIndex, count: UInt16) -> ObjectNumber {
        link(first, count: count, in: (0..<count).lazy.map { ObjectNumber($0) })
    }

    /// The objects of a free list, head first. O(length).
    func list(_ head: ObjectNumber, _ first: ObjectRecordIndex) -> [ObjectNumber] {
        var list: [ObjectNumber] = []
        var object = head
        while object != .none {
            list.append(object)
            object = self[first, object].next
        }
        return list
    }

    /// Objects on a free list of a slab of `count`. Stops the program at one that is not free, or where the list is longer than the
    /// slab.
    func length(of head: ObjectNumber, _ first: ObjectRecordIndex, count: UInt16) -> UInt16 {
        var length: UInt16 = 0
        var object = head
        while object != .none {
            precondition(object.rawValue < count, "a free list leads to an object in use, or out of its slab")
            precondition(length < count, "a free list runs in a circle")
            object = self[first, object].next
            length += 1
        }
        return length
    }
}
