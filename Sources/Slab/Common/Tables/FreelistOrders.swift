/// The random orders of caches' objects: each cache has one, drawn once (freelist_randomize, mm/slab_common.c), and each of its slabs
/// begins at another place of it.
struct FreelistOrders: Sendable {
    private var numbers: [UInt16] = []

    /// Draws the order of a cache of `count` objects a slab: Fisher and Yates from the end. `none` for a single object.
    mutating func draw(count: UInt32, from random: inout SlabRandom) -> FreelistOrderIndex {
        guard count > 1 else { return .none }
        let start = numbers.count
        let index = append((0..<count).map { UInt16($0) })
        for last in stride(from: Int(count) - 1, to: 0, by: -1) {
            numbers.swapAt(start + last, start + Int(random.next(below: UInt32(last + 1))))
        }
        return index
    }

    /// Takes over the order of a cache that exists already; `none` where it is empty.
    mutating func append(_ order: [UInt16]) -> FreelistOrderIndex {
        if order.isEmpty { return .none }
        defer { numbers += order }
        return FreelistOrderIndex(rawValue: UInt32(numbers.count))
    }

    /// All objects of an order of `count`, from a place on; behind its end it goes on from its beginning.
    func objects(_ order: FreelistOrderIndex, count: UInt32, from place: FreelistPlace) -> LazyMapSequence<Range<UInt32>, ObjectNumber> {
        (place.rawValue..<place.rawValue + count).lazy.map { [numbers] in ObjectNumber(numbers[Int(order.rawValue + $0 % count)]) }
    }

    /// Where an object stands in an order of `count`.
    func place(of object: ObjectNumber, in order: FreelistOrderIndex, count: UInt32) -> FreelistPlace? {
        (0..<count).first { numbers[Int(order.rawValue + $0)] == object.rawValue }.map { FreelistPlace(rawValue: $0) }
    }
}
