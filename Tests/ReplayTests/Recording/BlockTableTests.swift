import Testing

@testable import Pages
@testable import Replay
@testable import ReplayModel

@Suite struct BlockTableTests {
    /// Random blocks against a dictionary of frames.
    @Test(arguments: 1...4) func agreesWithAMapOfFrames(_ seed: UInt64) {
        var generator = SeededRandom(seed)
        func random(_ bound: UInt64) -> UInt64 { generator.next() % bound }
        var table = BlockTable()
        var frames: [UInt64: (first: UInt64, order: UInt8)] = [:]
        for round in 0..<4000 {
            let order = random(4)
            let first = random(1 << 10) << order
            if random(3) == 0 {
                let removed = table.remove(first)
                #expect(removed.map { $0.order } == frames[first].flatMap { $0.first == first ? $0.order : nil })
                if let removed { for frame in first..<first + (1 << UInt64(removed.order)) { frames[frame] = nil } }
            } else if (first..<first + (1 << order)).allSatisfy({ frames[$0] == nil }) {
                var block = BlockTable.Block()
                block.order = UInt8(order)
                table.set(first, block)
                for frame in first..<first + (1 << order) { frames[frame] = (first, UInt8(order)) }
            }
            let probe = random(1 << 13)
            #expect(table.holding(probe)?.first == frames[probe]?.first)
            if round % 500 == 0 { table.checkInvariants() }
        }
        table.checkInvariants()
        #expect(table.count == frames.filter { $0.key == $0.value.first }.count)
    }

    /// The largest blocks reach over two of the lines that the table keeps of first frames.
    @Test func aBlockOfTheLargestOrderIsFoundFromItsLastFrame() {
        var table = BlockTable()
        var block = BlockTable.Block()
        block.order = 10
        table.set(1024, block)
        #expect(table.holding(2047)?.first == 1024 && table.holding(1024)?.first == 1024)
        #expect(table.holding(1023) == nil && table.holding(2048) == nil)
        table.checkInvariants()
        table.remove(1024)
        #expect(table.holding(2047) == nil)
    }
}
