import ReplayModel

/// Which neighbours VMAs join, where kernel generations differ.
///
/// Only what a call makes or changes looks for neighbours: a new mapping, one that moved, the part of a VMA whose protection or
/// flags changed. What is left of a VMA around a change stays as it is, however alike its neighbours are.
///
/// Sources: `vma_merge`, `can_vma_merge_before`, `can_vma_merge_after`, `is_mergeable_anon_vma` (mm/mmap.c up to Linux 6.11, mm/vma.c
/// since), `vma_merge_extend` (mm/vma.c), mm/mremap.c.
struct MergeRules: Sendable, Equatable {
    /// Memory with anonymous pages joins a neighbour that never had any (Linux 6.16 on: "fix incorrectly disallowed anonymous VMA
    /// merges"). Before, only the other way round: what has none joins a neighbour that has.
    var joinsTouchedToUntouched: Bool
    /// mremap that grows in place joins what then follows (Linux 5.19 on).
    var joinsAfterGrowth: Bool

    init(_ generation: KernelGeneration) {
        switch generation {
        case .v2632, .v310, .v44: (joinsTouchedToUntouched, joinsAfterGrowth) = (false, false)
        case .v61: (joinsTouchedToUntouched, joinsAfterGrowth) = (false, true)
        case .v618: (joinsTouchedToUntouched, joinsAfterGrowth) = (true, true)
        }
    }

    /// Whether `source`, which is new or changes, may share a VMA with the neighbour `target` as far as their pages' history goes
    /// (`is_mergeable_anon_vma`). Who forked stays apart: its pages hang on a parent's history too.
    func agree(_ source: Vma, _ target: Vma) -> Bool {
        if source.anonymous == target.anonymous { return true }
        if source.anonymous == 0 { return !target.attributes.contains(.inherited) }
        return target.anonymous == 0 && joinsTouchedToUntouched && !source.attributes.contains(.inherited)
    }
}

/// On which sides a piece that is put into an address space may join its neighbours.
struct JoinSides: OptionSet, Sendable {
    let rawValue: UInt8
    /// The first piece may join the VMA below.
    static let below = JoinSides(rawValue: 1)
    /// The last piece may join the VMA above.
    static let above = JoinSides(rawValue: 2)
    static let both: JoinSides = [.below, .above]
}
