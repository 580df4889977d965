import ReplayModel
import Testing

@testable import Pages
@testable import RealMachines

@Suite struct BlockPlacementTests {
    private func counts(_ byOrder: [Int: UInt64], type: Int = 1) -> [[UInt64]] {
        var counts = [[UInt64]](repeating: Array(repeating: 0, count: orderCount), count: 6)
        for (order, count) in byOrder { counts[type][order] = count }
        return counts
    }

    @Test func largeBlocksLieHighAndBuddiesAreNeverBothFree() {
        var placement = BlockPlacement(frames: FrameRuns([0..<4096]), pageblockOrder: 9)
        #expect(placement.place(counts([10: 2, 9: 1, 3: 5, 0: 4])) == nil)
        #expect(placement.placed.filter { $0.order == 10 }.map(\.frame) == [3072, 2048])
        for block in placement.placed where block.order < 10 {
            let buddy = block.frame ^ (1 << UInt32(block.order))
            #expect(!placement.placed.contains { $0.frame == buddy && $0.order == block.order })
        }
        let frames = FrameRuns(placement.placed.map { UInt64($0.frame)..<(UInt64($0.frame) + 1 << UInt64($0.order)) })
        #expect(frames.count == 2 * 1024 + 512 + 40 + 4)
    }

    @Test func blocksWithoutRoomAreReportedByTheirOrder() {
        var placement = BlockPlacement(frames: FrameRuns([0..<1024]), pageblockOrder: 9)
        // Two free blocks of half the size would have merged.
        #expect(placement.place(counts([9: 2])) == 9)
        #expect(placement.placed.count == 1)
    }

    @Test func typesKeepToPageBlocksOfTheirOwn() {
        var all = counts([3: 4], type: 0)
        all[1] = counts([3: 4])[1]
        var placement = BlockPlacement(frames: FrameRuns([0..<4096]), pageblockOrder: 9)
        #expect(placement.place(all) == nil)
        let blocks = placement.placed.map { [UInt32($0.type), $0.frame >> 9] }
        #expect(Set(blocks).count == 2)
        let types = placement.pageblockTypes(0..<4096, counts: [3, 5, 0, 0, 0, 0])
        #expect(types.count { $0 == 0 } == 3)
        #expect(types.prefix(2) == [0, 0])
    }
}
