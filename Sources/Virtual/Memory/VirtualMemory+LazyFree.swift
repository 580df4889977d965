import Pages
import ReplayModel
import TraceFormat

/// Ranges of pages that processes gave back with MADV_FREE, oldest first. What happened to them since stands in the page tables.
struct LazilyFreed: Sendable {
    struct Range: Sendable {
        var process: ProcessID
        var page: UInt64
        var end: UInt64
    }

    private var ranges: [Range] = []
    private var first = 0

    /// The oldest range.
    var oldest: Range? { first < ranges.count ? ranges[first] : nil }

    mutating func add(_ range: Range) { ranges.append(range) }

    /// The oldest range goes on at `page`; at its end it goes.
    mutating func advance(to page: UInt64) {
        ranges[first].page = page
        if page >= ranges[first].end { first += 1 }
        if first == ranges.count { (ranges, first) = ([], 0) }
    }

    /// A process has another address space, or is gone.
    mutating func forget(_ process: ProcessID) {
        guard !ranges.isEmpty else { return }
        ranges = ranges[first...].filter { $0.process != process }
        first = 0
    }
}

extension VirtualMemory {
    /// MADV_FREE of a VMA's part: anonymous pages that are there become the kernel's to take.
    mutating func freeLazily(_ slot: AddressSpaceSlot, _ vma: Vma, log: inout TransitionLog) {
        let space = processes[slot]
        var run = MappingRun(.lazyFree, process: space.process, splitsAtFrames: true)
        tables.freeLazily(space.root, vma.start, vma.end, run: &run, protection: vma.protection, log: &log)
        run.flush(log: &log)
        lazilyFreed.add(.init(process: space.process, page: vma.start >> pageShift, end: vma.end >> pageShift))
    }

    /// Takes up to `limit` pages that were given back lazily, the oldest first; returns how many. What is dirty again or shared since fork
    /// stays (`try_to_unmap_one`, mm/rmap.c; the pages stand on the list of inactive file pages, mm/swap.c since 4.12).
    package mutating func reclaimLazilyFree(
        limit: UInt64, cpu: UInt16, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        var taken: UInt64 = 0
        while taken < limit, let range = lazilyFreed.oldest {
            guard let slot = processes.liveSpace(of: range.process) else {
                lazilyFreed.forget(range.process)
                continue
            }
            var run = MappingRun(.unmap, process: range.process)
            var page = range.page
            while page < range.end, taken < limit {
                if take(page, slot, run: &run, cpu: cpu, memory: &memory, log: &log) { taken += 1 }
                page += 1
            }
            run.flush(log: &log)
            processes.markDirty(slot.process)
            lazilyFreed.advance(to: page)
        }
        return taken
    }

    private mutating func take(
        _ page: UInt64, _ slot: AddressSpaceSlot, run: inout MappingRun, cpu: UInt16, memory: inout some PageSource & ~Copyable,
        log: inout TransitionLog
    ) -> Bool {
        let space = processes[slot]
        guard let table = tables.leaf(space.root, page << pageShift).table else { return false }
        let place = tables.slot(page << pageShift, in: table)
        let entry = tables[place]
        guard entry.isAnonymous, entry.isLazilyFree, memory.mapCount(of: entry.frame) == 1,
            let position = space.position(of: page << pageShift)
        else { return false }
        if usesHuge { splitHuge(slot, at: page << pageShift, log: &log) }
        tables[place] = .empty
        run.add(page: page, frame: entry.number, protection: 0, log: &log)
        var counters = space.counters
        drop(entry, page: page, of: space.vmas[position], &counters, cpu: cpu, memory: &memory, log: &log)
        processes[slot].counters = counters
        totals.anonymous -= 1
        return true
    }
}
