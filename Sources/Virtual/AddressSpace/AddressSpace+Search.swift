import ReplayModel

/// The ends of the two searches for free addresses.
struct SearchBounds: Sendable, Equatable {
    /// Lowest address that mmap gives (vm.mmap_min_addr).
    var lowest: UInt64
    /// Where the search from the top begins.
    var top: UInt64
    /// Where the search from below begins, when the first finds nothing (TASK_UNMAPPED_BASE).
    var bottom: UInt64
    /// End of the user's addresses.
    var end: UInt64

    static let mmapMinimum: UInt64 = 65536
}

extension AddressSpace {
    /// A free range of `length` bytes: the highest below the mmap base; when there is none, the lowest above a third of the
    /// address space (`arch_get_unmapped_area_topdown`, arch/x86/kernel/sys_x86_64.c and mm/mmap.c of Linux 6.1).
    func findFree(_ length: UInt64, _ bounds: SearchBounds) -> UInt64? {
        findFromTop(length, low: bounds.lowest, high: bounds.top)
            ?? findFromBottom(length, low: bounds.bottom, high: bounds.end)
    }

    /// The highest free range in [low, high). Takes time in proportion to the VMAs passed over.
    func findFromTop(_ length: UInt64, low: UInt64, high: UInt64) -> UInt64? {
        var position = position(after: high - 1)
        var top = high
        if position < vmas.count {
            top = min(top, guardedStart(position))
        }
        while true {
            let floor = position > 0 ? max(low, vmas[position - 1].end) : low
            if top >= floor && top - floor >= length { return top - length }
            if position == 0 || top < low { return nil }
            position -= 1
            top = min(top, guardedStart(position))
        }
    }

    /// The lowest free range in [low, high).
    func findFromBottom(_ length: UInt64, low: UInt64, high: UInt64) -> UInt64? {
        var start = low
        for position in position(after: low)..<vmas.count {
            let vma = vmas[position]
            if guardedStart(position) >= start && guardedStart(position) - start >= length { break }
            start = max(start, vma.end)
        }
        guard start <= high && high - start >= length else { return nil }
        let next = position(after: start)
        guard next == vmas.count || guardedStart(next) >= start + length else { return nil }
        return start
    }

    /// Whether [start, start + length) is free, guard gaps included: what a hint to mmap must find.
    func isFree(_ start: UInt64, _ length: UInt64) -> Bool {
        let position = position(after: start)
        return position == vmas.count || start + length <= guardedStart(position)
    }

    /// The lowest address that what lies below a VMA may end at: a stack keeps a gap free.
    private func guardedStart(_ position: Int) -> UInt64 {
        let vma = vmas[position]
        guard vma.attributes.contains(.growsDown) else { return vma.start }
        return vma.start > guardGap ? vma.start - guardGap : 0
    }
}
