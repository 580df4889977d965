// The worker that purges lazily freed areas of the vmalloc range.
extension Kernel {
    /// Plans a purge for the same time when too many pages are freed lazily and none is planned yet.
    mutating func schedulePurge() {
        guard vmalloc.defersPurge, vmalloc.purgeIsDue(), !isPurgeScheduled else { return }
        isPurgeScheduled = true
        schedule.add(.purgeAreas, at: clock)
    }
}
