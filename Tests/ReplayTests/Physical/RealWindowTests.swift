import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// The oracle: a real kernel's choice of frame, allocation by allocation.
@Suite struct RealWindowTests {
    /// Debian 6.1.176 amd64: 59,938 allocations and 59,673 frees; 68 pages were taken by bulk allocations, which leave no event.
    @Test func everyRecordedAllocationGetsItsFrameAndAllListsEndEqualInOrder() throws {
        let window = try RealWindow()
        var memory = PhysicalMemory(profile: window.profile())
        try memory.adopt(window.initialState())
        expect(memory, shows: window.before)
        var log = TransitionLog()
        var bulk = window.bulkFrames()
        #expect(bulk.values.reduce(0, +) == 68)
        var exact = 0
        for event in window.events {
            if event.isAllocation {
                if allocate(event, from: &memory, bulk: &bulk, log: &log) { exact += 1 }
            } else {
                memory.free(FrameNumber(event.frame), order: event.order, cpu: 0, log: &log)
            }
            log.removeRows()
        }
        #expect(exact == 59_938)
        #expect(exact == window.events.count(where: \.isAllocation))
        #expect(bulk.values.allSatisfy { $0 == 0 })
        expect(memory, shows: window.after)
        memory.checkInvariants()
    }

    /// Whether the model hands out the recorded frame. A frame that a bulk allocation took just before is taken first.
    private func allocate(
        _ event: RealWindow.Event, from memory: inout PhysicalMemory, bulk: inout [UInt32: Int], log: inout TransitionLog
    ) -> Bool {
        let gfp: GfpFlags = event.type == 1 ? .highUserMovable : event.type == 2 ? [.kernel, .reclaimable] : .kernel
        let request = PageRequest(order: event.order, gfp: gfp, owner: FrameOwner(.recorded))
        while let frame = memory.allocate(request, log: &log)?.rawValue {
            if frame == event.frame { return true }
            guard let left = bulk[frame], left > 0 else { return false }
            bulk[frame] = left - 1
        }
        return false
    }

    /// Every list, empty ones too, and the page-block types and drain factors.
    func expect(_ memory: borrowing PhysicalMemory, shows snapshot: RealWindow.Snapshot) {
        for zone in memory.zoneIndices.prefix(2) {
            for order in 0...UInt8(10) {
                for type in 0..<UInt8(5) {
                    let expected = snapshot.free.first { $0.zone == Int(zone.rawValue) && $0.order == order && $0.type == type }
                    #expect(memory.freeBlocks(zone, order: order, migratetype: type) == expected?.frames ?? [])
                }
            }
            for order in 0...UInt8(3) {
                for type in 0..<UInt8(3) {
                    let expected = snapshot.perCPU.first { $0.zone == Int(zone.rawValue) && $0.order == order && $0.type == type }
                    #expect(memory.perCPUBlocks(zone, cpu: 0, order: order, migratetype: type) == expected?.frames ?? [])
                }
            }
            #expect(memory.perCPU[memory.pcpIndex(zone, 0)].freeFactor == snapshot.factors[Int(zone.rawValue)])
        }
        for (index, type) in snapshot.pageblocks.enumerated() where index < 511 {
            let frame = FrameNumber(UInt32(max(index * 512, 1)))
            #expect(memory.block(of: frame)?.pageblockType ?? 1 == type)
        }
    }
}
