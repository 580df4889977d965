import Testing
import TraceFormat

@testable import RealMachines

@Suite struct PageFlagsTests {
    /// Debian 6.1.176 amd64 at T0: what /proc/buddyinfo said.
    @Test func alignedRunsOfFreeFramesAreTheFreeBlocks() throws {
        let flags = try #require(try RealStates.read("kmem-amd64/T0.kpageflags.zst").flags)
        #expect(flags.count == 262_144)
        func counts(_ span: Range<UInt64>) -> [Int] {
            var counts = [Int](repeating: 0, count: 11)
            for block in flags.free.intersection(span).blocks() { counts[Int(block.order)] += 1 }
            return counts
        }
        #expect(counts(1..<4096) == [0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 3])
        #expect(counts(4096..<262_103) == [17, 3, 4, 4, 5, 3, 4, 5, 2, 4, 205])
        // present - managed, by /proc/zoneinfo.
        #expect(flags.reserved.intersection(4096..<262_103).count == 15_917)
        #expect(flags.used.filter { $0.use == .slab }.reduce(0) { $0 + $1.count } == 3840)
    }
}
