import Testing

@testable import TraceFormat

@Suite struct HeapTallyTests {
    @Test func callsAreSummedUp() throws {
        let trace = try Trace(
            text: """
                replay-trace 1
                0 0 1 task pid=1
                1 0 1 malloc size=100 ptr=0x10
                2 0 1 calloc count=3 size=50 ptr=0x20
                3 0 1 realloc old=0x10 size=40 ptr=0x30
                4 0 1 malloc size=999 ptr=0x0
                5 0 1 free ptr=0x40
                6 0 1 realloc old=0x20 size=0 ptr=0x0
                7 0 1 memalign align=64 size=7 ptr=0x40

                """)
        var tally = HeapTally()
        for event in trace.events { tally.add(event) }
        #expect(tally.allocations == 4 && tally.frees == 2 && tally.allocated == 297 && tally.peak == 250)
        #expect(tally.live == 47 && tally.liveBlocks == 2)
    }

    /// Beside a dictionary: pointers and labels of a few processes come and go.
    @Test(arguments: 1...3 as ClosedRange<UInt64>) func liveBlocksAreAsInADictionary(_ seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var (blocks, known) = (LiveBlocks(), [String: UInt64]())
        for _ in 0..<40_000 {
            let pointer = PointerKey(value: UInt64.random(in: 0..<3000, using: &random) << 4, isLabel: Bool.random(using: &random))
            let process = Int32.random(in: 0..<3, using: &random)
            let key = "\(pointer) \(process)"
            if Int.random(in: 0..<5, using: &random) < 3 {
                let size = random.next()
                blocks.set(pointer, process, size)
                known[key] = size
            } else {
                #expect(blocks.remove(pointer, process) == known.removeValue(forKey: key))
            }
            #expect(blocks.count == known.count)
        }
    }
}
