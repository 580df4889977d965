import ProcFiles
import ReplayModel

/// Pages of one area by kind.
struct SmapsTally {
    private var pages = (resident: UInt64(0), anonymous: UInt64(0), huge: UInt64(0), shared: [UInt64(0), 0], alone: [UInt64(0), 0])
    /// Given back with MADV_FREE: clean, and not referenced since.
    private var lazilyFree: UInt64 = 0
    /// Pages divided by their users, in 1/4096 of a page, as the kernel adds them up (PSS_SHIFT).
    private var portions = (all: UInt64(0), dirty: UInt64(0), anonymous: UInt64(0), shared: UInt64(0))

    mutating func add(_ other: SmapsTally) {
        pages.resident += other.pages.resident
        lazilyFree += other.lazilyFree
        pages.anonymous += other.pages.anonymous
        pages.huge += other.pages.huge
        for index in 0..<2 {
            pages.shared[index] += other.pages.shared[index]
            pages.alone[index] += other.pages.alone[index]
        }
        portions.all += other.portions.all
        portions.dirty += other.portions.dirty
        portions.anonymous += other.portions.anonymous
        portions.shared += other.portions.shared
    }

    mutating func count(_ entry: PageEntry, users: UInt64, _ area: AreaFacts) {
        if entry.content == .zeroPage { return }
        let isLazy = entry.content == .lazilyFree
        if isLazy { lazilyFree += 1 }
        let isAnonymous = isLazy || entry.content == .anonymous || (entry.content == .unknown && area.file == nil)
        let dirty = isAnonymous && !isLazy || (entry.isWritten ?? (entry.protection & 2 != 0)) ? 1 : 0
        pages.resident += 1
        if isAnonymous { pages.anonymous += 1 }
        if isAnonymous && entry.isHuge { pages.huge += 1 }
        if users > 1 { pages.shared[dirty] += 1 } else { pages.alone[dirty] += 1 }
        let portion = (pageSize << 12) / max(users, 1)
        portions.all += portion
        if dirty == 1 { portions.dirty += portion }
        if isAnonymous { portions.anonymous += portion } else if area.isSharedMemory { portions.shared += portion }
    }

    /// The figures in kB.
    func counts(isLocked: Bool) -> Smaps.Counts {
        var counts = Smaps.Counts()
        counts.rss = pages.resident << 2
        counts.pss = portions.all >> 22
        counts.pssDirty = portions.dirty >> 22
        counts.pssAnonymous = portions.anonymous >> 22
        counts.pssFile = (portions.all - portions.anonymous - portions.shared) >> 22
        counts.pssShared = portions.shared >> 22
        (counts.sharedClean, counts.sharedDirty) = (pages.shared[0] << 2, pages.shared[1] << 2)
        (counts.privateClean, counts.privateDirty) = (pages.alone[0] << 2, pages.alone[1] << 2)
        counts.referenced = counts.rss - lazilyFree << 2
        counts.lazyFree = lazilyFree << 2
        counts.anonymous = pages.anonymous << 2
        counts.anonymousHuge = pages.huge << 2
        counts.locked = isLocked ? counts.pss : 0
        return counts
    }
}
