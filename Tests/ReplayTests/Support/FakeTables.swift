import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Slab
@testable import Virtual

/// A kernel page table without tables: pages by number. The mapping after `failsAfter` more fails.
struct FakeTables: KernelMapper {
    private(set) var entries: [UInt64: UInt64] = [:]
    var failsAfter = Int.max

    mutating func mapKernel(
        _ page: VirtualPage, count: UInt64, protection: UInt8, frames: (UInt64) -> UInt64,
        memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        guard failsAfter > 0 else {
            throw OutOfMemory(request: PageRequest(order: 0, gfp: .kernel, owner: FrameOwner(.pageTable)))
        }
        failsAfter -= 1
        for index in 0..<count {
            precondition(entries[page.rawValue + index] == nil, "the page is mapped already")
            entries[page.rawValue + index] = frames(index)
        }
    }

    mutating func unmapKernel(_ page: VirtualPage, count: UInt64, log: inout TransitionLog) {
        for index in 0..<count {
            precondition(entries[page.rawValue + index] != nil, "the page is not mapped")
            entries[page.rawValue + index] = nil
        }
    }

    func kernelFrame(of page: VirtualPage) -> UInt64? { entries[page.rawValue] }
}
