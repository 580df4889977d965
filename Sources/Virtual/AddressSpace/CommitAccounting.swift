import ReplayModel

/// Free and reclaimable memory now, in pages: what overcommit mode 0 of kernels before 5.2 looks at.
struct AvailableMemory: Sendable, Equatable {
    var free: UInt64
    /// Page cache without shared memory, and reclaimable slabs.
    var reclaimable: UInt64
    /// Σ over zones of high watermark and lowmem reserve (totalreserve_pages).
    var reserve: UInt64
}

/// Overcommit: how much memory processes were promised, and whether a request may be added (`__vm_enough_memory`, mm/util.c).
///
/// Modelled exactly: the sum itself. Left out: the per-CPU drift of the kernel's counter (up to a batch per CPU).
///
/// Invariant: `committed` = `before` + Σ pages over the accounted VMAs of all processes.
package struct CommitAccounting: Sendable {
    /// How mode 0 judges a request, and how mode 2 sets memory aside.
    struct Rules: Sendable, Equatable {
        enum Guess: Sendable { case totalMemory, freeMemory, cacheThenFreeMemory }
        enum Reserve: Sendable { case kilobytes, thirtySecond }

        /// Linux 5.2 on refuses only what exceeds RAM and swap. Before, what is free or can be reclaimed has to do; before 3.10 what can be
        /// reclaimed alone is tried first, and non-administrators may have 31/32 of either (mm/mmap.c of 2.6.32).
        var guess: Guess
        /// Linux 3.10 on has admin_reserve_kbytes and user_reserve_kbytes; before it was 1/32 of the limit.
        var reserve: Reserve
        /// Linux 3.14 on has overcommit_kbytes.
        var limitsByKilobytes: Bool
        /// Linux 6.7 on gives the charge of untouched memory back when mprotect takes the write permission.
        var unchargesUntouched: Bool

        init(_ generation: KernelGeneration) {
            unchargesUntouched = generation == .v618
            limitsByKilobytes = generation.rawValue >= KernelGeneration.v44.rawValue
            switch generation {
            case .v2632: (guess, reserve) = (.cacheThenFreeMemory, .thirtySecond)
            case .v310, .v44: (guess, reserve) = (.freeMemory, .kilobytes)
            case .v61, .v618: (guess, reserve) = (.totalMemory, .kilobytes)
            }
        }
    }

    let rules: Rules
    /// RAM that the page allocator manages (MemTotal), in pages.
    let totalPages: UInt64
    package private(set) var committed: UInt64 = 0
    /// What processes had been promised before the run began; nobody gives it back.
    private(set) var before: UInt64 = 0

    init(rules: Rules, totalPages: UInt64) {
        self.rules = rules
        self.totalPages = totalPages
    }

    /// CommitLimit in pages (`vm_commit_limit`).
    func limit(_ settings: VirtualMemorySettings) -> UInt64 {
        let base =
            rules.limitsByKilobytes && settings.overcommitKilobytes > 0
            ? settings.overcommitKilobytes >> (pageShift - 10) : totalPages * UInt64(settings.overcommitRatio) / 100
        return base + settings.swapSize >> pageShift
    }

    /// Adds `pages` when the mode allows it. `total` is the address space's size before; `isAdmin` is CAP_SYS_ADMIN.
    mutating func charge(
        _ pages: UInt64, total: UInt64, isAdmin: Bool, _ settings: VirtualMemorySettings, _ available: () -> AvailableMemory
    ) -> Bool {
        guard isEnough(pages, total: total, isAdmin: isAdmin, settings, available) else { return false }
        committed += pages
        return true
    }

    /// A machine in mid-life has promised pages to processes that the run does not know.
    mutating func begin(with pages: UInt64) {
        before += pages
        committed += pages
    }

    /// Counts pages that were charged before and now count twice for a moment (mremap: the new place, then not the old).
    mutating func assume(_ pages: UInt64) { committed += pages }

    mutating func uncharge(_ pages: UInt64) {
        precondition(pages <= committed, "committed memory is given back once")
        committed -= pages
    }

    private func isEnough(
        _ pages: UInt64, total: UInt64, isAdmin: Bool, _ settings: VirtualMemorySettings, _ available: () -> AvailableMemory
    ) -> Bool {
        switch settings.overcommitMemory {
        case 1: true
        case 2: committed + pages < allowance(total: total, isAdmin: isAdmin, settings)
        default: mayGuess(pages, isAdmin: isAdmin, settings, available)
        }
    }

    /// Mode 2: the limit without what is kept for the administrator and for the process itself to recover.
    private func allowance(total: UInt64, isAdmin: Bool, _ settings: VirtualMemorySettings) -> UInt64 {
        var allowed = Int64(limit(settings))
        switch rules.reserve {
        case .kilobytes:
            if !isAdmin { allowed -= Int64(settings.adminReserveKilobytes >> (pageShift - 10)) }
            allowed -= Int64(min(total / 32, settings.userReserveKilobytes >> (pageShift - 10)))
        case .thirtySecond:
            let swap = Int64(settings.swapSize >> pageShift)
            if !isAdmin { allowed -= (allowed - swap) / 32 }
            allowed -= Int64(total / 32)
        }
        return UInt64(max(allowed, 0))
    }

    /// Mode 0.
    private func mayGuess(_ pages: UInt64, isAdmin: Bool, _ settings: VirtualMemorySettings, _ available: () -> AvailableMemory) -> Bool {
        let swap = settings.swapSize >> pageShift
        switch rules.guess {
        case .totalMemory: return pages <= totalPages + swap
        case .freeMemory:
            let now = available()
            let beyondReserve = Int64(now.free + now.reclaimable + swap) - Int64(now.reserve)
            let admin = isAdmin ? 0 : Int64(settings.adminReserveKilobytes >> (pageShift - 10))
            return beyondReserve > 0 && beyondReserve - admin > Int64(pages)
        case .cacheThenFreeMemory:
            let now = available()
            let cache = share(now.reclaimable + swap, isAdmin)
            if cache > pages { return true }
            return now.free > now.reserve && cache + share(now.free - now.reserve, isAdmin) > pages
        }
    }

    /// What of some pages a process may be promised.
    private func share(_ pages: UInt64, _ isAdmin: Bool) -> UInt64 { isAdmin ? pages : pages - pages / 32 }
}
