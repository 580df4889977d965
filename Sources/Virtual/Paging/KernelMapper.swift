import Pages
import ReplayModel

/// The kernel's page table as vmalloc and ioremap see it. `PageTables` (of the kernel) is the real one.
public protocol KernelMapper: ~Copyable {
    /// Maps `count` pages from `page` on to the physical frames `frames(0)`, `frames(1)` …; takes page tables from `memory`.
    /// On failure nothing is mapped and no table is kept that was made for it.
    mutating func mapKernel(
        _ page: VirtualPage, count: UInt64, protection: UInt8, frames: (UInt64) -> UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory)

    /// Unmaps `count` pages. Page tables stay, as in Linux.
    mutating func unmapKernel(_ page: VirtualPage, count: UInt64, log: inout TransitionLog)

    /// The physical frame that a kernel page of the vmalloc range maps.
    func kernelFrame(of page: VirtualPage) -> UInt64?
}
