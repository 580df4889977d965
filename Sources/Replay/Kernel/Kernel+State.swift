import ReplayModel

// The machine's totals.
extension Kernel {
    /// Notes the totals after a step.
    mutating func update(_ figures: inout Figures, log: inout TransitionLog) {
        let inputs = Figures.Inputs(
            zoneChanges: memory.zoneChanges, ownerChanges: memory.owned.changes, anonymous: virtual.totals.anonymous,
            pageTables: virtual.tables.countedPages, committed: virtual.commit.committed, locked: virtual.totals.locked,
            hugeBlocks: virtual.huge.wholeCount, slabReclaimable: slab.common.reclaimablePages, vmallocUsed: vmalloc.mappedPages)
        if figures.hasSeen(inputs) {
            assert(figures.last == memoryState(), "no total changes without one of its inputs")
            return
        }
        figures.update(memoryState(), from: inputs, of: memory, log: &log)
    }

    /// What /proc/meminfo would be made of now.
    @inline(__always)
    mutating func memoryState() -> MemoryStateRow {
        MemoryStateRow(
            free: memory.freePages + memory.perCPUPages, anonymous: memory.pages(of: .anonymous) - virtual.idleHugeFrames,
            file: memory.pages(of: .file),
            slabReclaimable: slab.common.reclaimablePages, slabUnreclaimable: memory.pages(of: .slab) - slab.common.reclaimablePages,
            pageTables: isRecorded ? memory.pages(of: .pageTable) : virtual.pageTablePages, vmallocUsed: vmalloc.mappedPages,
            kernel: memory.pages(of: .kernel) + memory.pages(of: .largeKmalloc) + memory.pages(of: .vmalloc),
            recorded: memory.pages(of: .recorded), committed: virtual.committedPages, locked: virtual.lockedPages,
            hugePages: virtual.hugePages)
    }
}
