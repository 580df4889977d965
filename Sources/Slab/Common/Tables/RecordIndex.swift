/// A place in a table of records.
protocol RecordIndex: Hashable, Sendable {
    var rawValue: UInt32 { get }
    init(rawValue: UInt32)
}

extension RecordIndex {
    /// No record: what an empty list begins with and what its last record links to.
    @inline(__always)
    static var none: Self { Self(rawValue: .max) }
}

/// A slab in its algorithm's table. SLOB's are the pages of its heap.
package struct SlabIndex: RecordIndex { var rawValue: UInt32 }

/// A kmalloc that has pages of its own, in `SlabCommon.large`.
package struct LargeIndex: RecordIndex { var rawValue: UInt32 }

/// An object's record in an `ObjectStore`.
struct ObjectRecordIndex: RecordIndex { var rawValue: UInt32 }

/// Where a cache's random order begins in `FreelistOrders`; `none`: objects are linked by address.
struct FreelistOrderIndex: RecordIndex { var rawValue: UInt32 }

/// A place in a cache's random order, from 0.
struct FreelistPlace: Hashable, Sendable { var rawValue: UInt32 }

/// An object's number in its slab, from 0; in the links of a free list also one of the marks below.
package struct ObjectNumber: Hashable, Sendable {
    /// The end of a free list.
    static let none = ObjectNumber(.max)
    /// Stands as the link of an object that is allocated.
    static let live = ObjectNumber(.max - 1)
    /// Stands as the link of an object that an array of SLAB holds.
    static let inArray = ObjectNumber(.max - 2)

    var rawValue: UInt16

    @inline(__always)
    package init(_ rawValue: UInt16) { self.rawValue = rawValue }
}
