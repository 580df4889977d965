import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct IndicesTests {
    /// A zone with exactly these free blocks by order.
    private func memory(_ counts: [Int]) throws -> PhysicalMemory {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 16_384))
        var state = InitialPageState()
        var next = UInt32(0)
        for order in counts.indices.reversed() {
            for _ in 0..<counts[order] {
                state.free.append(.init(frame: FrameNumber(next), order: UInt8(order)))
                next += 2 << UInt32(order)
            }
        }
        try memory.adopt(state)
        return memory
    }

    @Test func indicesFollowTheKernelsIntegerArithmetic() throws {
        let zone = ZoneIndex(0)
        let memory = try memory([7, 5, 0, 3, 0, 1])
        // 12 + … : 7 + 10 + 24 + 32 = 73 pages in 16 blocks.
        #expect(memory.report(zone).free == 73)
        #expect((0...6).map { memory.unusableIndex(zone, order: UInt8($0)) } == [0, 95, 232, 232, 561, 561, 1000])
        #expect(
            (0...10).map { memory.extfragIndex(zone, order: UInt8($0)) } == [
                -1000, -1000, -1000, -1000, -1000, -1000, 867, 902, 920, 929, 934,
            ])
        #expect(memory.largestFreeOrder(zone) == 5)
    }

    @Test func aZoneWithoutFreeMemoryIsAllUnusableAndNotFragmented() throws {
        let memory = try memory([])
        #expect(memory.unusableIndex(ZoneIndex(0), order: 0) == 1000)
        #expect(memory.extfragIndex(ZoneIndex(0), order: 4) == 0)
        #expect(memory.largestFreeOrder(ZoneIndex(0)) == nil)
    }

    /// One free page: far too little memory, so the index is low; rounding may make it negative.
    @Test func lackOfMemoryGivesALowIndex() throws {
        let memory = try memory([1])
        #expect(memory.extfragIndex(ZoneIndex(0), order: 1) == -500)
        #expect(memory.extfragIndex(ZoneIndex(0), order: 3) == -125)
    }
}
