import ReplayModel

/// What mremap does otherwise by kernel generation (mm/mremap.c).
struct RemapRules: Sendable, Equatable {
    /// Linux 6.17 on moves several VMAs at once where the length stays.
    var movesSeveral: Bool
    /// Linux 6.17 on refuses a source whose kept part leaves its VMA before it gives anything back; before, what MREMAP_FIXED replaces
    /// and the part that a shorter length leaves out were gone by then.
    var checksSourceFirst: Bool

    init(_ generation: KernelGeneration) {
        let isNew = generation == .v618
        movesSeveral = isNew
        checksSourceFirst = isNew
    }
}
