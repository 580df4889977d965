import ReplayModel

/// Allocated pages by what they serve.
///
/// Invariant: `counts[k]` = Σ 2^order over allocated blocks whose owner is of kind k.
@usableFromInline package struct OwnedPages: Sendable {
    @usableFromInline var counts = InlineArray<16, UInt64>(repeating: 0)
    /// How often a count changed so far.
    package private(set) var changes: UInt64 = 0

    @inlinable subscript(kind: OwnerKind) -> UInt64 { counts[Int(kind.rawValue)] }

    @inline(__always) mutating func add(_ kind: OwnerKind, order: UInt8) {
        counts[Int(kind.rawValue)] += 1 << UInt64(order)
        changes &+= 1
    }

    @inline(__always) mutating func remove(_ kind: OwnerKind, order: UInt8) {
        counts[Int(kind.rawValue)] -= 1 << UInt64(order)
        changes &+= 1
    }
}
