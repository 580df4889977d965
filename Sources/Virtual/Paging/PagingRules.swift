import ReplayModel
import TraceFormat

/// How an architecture's page tables are made: every difference between architectures and kernel generations in one place.
///
/// Sources (Linux 6.1): arch/x86/mm/pgtable.c (`pgd_alloc`, `preallocate_pmds`), arch/arm/mm/pgd.c, mm/memory.c
/// (`__pte_alloc`, `__pmd_alloc`, `__pud_alloc`), include/linux/pgtable.h; order 1 of the amd64 top level and the three tables
/// that a PAE process starts with were also seen in recordings.
///
/// ARM's short descriptors are folded as Linux folds them (arch/arm/include/asm/pgtable-2level.h): 2048 entries of 8 bytes, each
/// for 2 MiB, over tables of 512 pages (one frame holds the hardware's and Linux's own entries), so `levelBits` is [11, 9].
package struct PagingRules: Sendable {
    /// By level - 1: level 1 holds the entries of pages, the last is the top.
    var shapes: [LevelShape]
    /// Order of the block that holds a process's top-level table; nil: the kernel takes it from a slab cache (PAE: 32 bytes).
    var rootOrder: UInt8?
    /// Second-level tables that a process gets with its top level (PAE: one for each GiB of user space).
    var preallocated: Int
    /// Kernel tables of this level and above exist since boot.
    package private(set) var kernelBootLevel: Int
    var entrySize: UInt8
    /// What requests for user pages and for page tables carry besides their zone: since folios (seen in 6.1's recordings) user
    /// pages are compound ones of order 0, since page-table descriptors (6.18's) tables too.
    var userPageFlags: GfpFlags
    var tableFlags: GfpFlags
    /// The tables of processes that hold the entries of pages come from HighMem where there is one (CONFIG_HIGHPTE, which Linux 6.15
    /// gave up; `__userpte_alloc_gfp`, arch/x86/mm/pgtable.c). Seen on Debian's 6.1 PAE kernel, and taken for PAE alone.
    var userTablesInHighMem = false

    /// One level: which address bits select the entry.
    struct LevelShape: Sendable {
        var shift: UInt64
        var bits: UInt64

        var entryCount: Int { 1 << Int(bits) }
        /// Bytes that one entry translates.
        var entrySpan: UInt64 { 1 << shift }
        /// Bytes that the whole table translates.
        var tableSpan: UInt64 { 1 << (shift + bits) }
    }

    package init(architecture: Architecture, generation: KernelGeneration) {
        precondition((2...5).contains(architecture.levelBits.count), "two to five page-table levels")
        var shapes: [LevelShape] = []
        var shift = pageShift
        for bits in architecture.levelBits.reversed() {
            shapes.append(LevelShape(shift: shift, bits: UInt64(bits)))
            shift += UInt64(bits)
        }
        self.shapes = shapes
        entrySize = architecture.entrySize
        rootOrder = 0
        preallocated = 0
        userPageFlags = generation.hasFolios ? .compound : []
        tableFlags = generation == .v618 ? .compound : []
        kernelBootLevel = architecture.levelBits.count > 3 ? 3 : 2
        switch architecture.kind {
        case .i386: break
        case .i386PAE:
            rootOrder = nil
            preallocated = Int(architecture.userEnd >> 30)
            userTablesInHighMem = generation != .v618
        case .amd64: rootOrder = Self.isolatesTables(generation) ? 1 : 0
        case .arm32: rootOrder = Self.blockOrder(bytes: 8 << Int(architecture.levelBits[0]))
        // The kernel's top-level table alone is static (swapper_pg_dir, arch/arm64/mm/mmu.c).
        case .arm64: kernelBootLevel = architecture.levelBits.count
        }
    }

    var levels: Int { shapes.count }

    /// Index of `address` in a table of `level`.
    @inline(__always) func index(_ address: UInt64, level: Int) -> Int {
        let shape = shapes[level - 1]
        return Int(truncatingIfNeeded: (address >> shape.shift) & ((1 << shape.bits) - 1))
    }

    /// CONFIG_PAGE_TABLE_ISOLATION (Linux 4.15 on) doubles the top-level table.
    private static func isolatesTables(_ generation: KernelGeneration) -> Bool {
        switch generation {
        case .v2632, .v310, .v44: false
        case .v61, .v618: true
        }
    }

    private static func blockOrder(bytes: UInt64) -> UInt8 {
        var order: UInt8 = 0
        while pageSize << order < bytes { order += 1 }
        return order
    }
}

extension KernelGeneration {
    fileprivate var hasFolios: Bool {
        switch self {
        case .v2632, .v310, .v44: false
        case .v61, .v618: true
        }
    }
}
