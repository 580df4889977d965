import Testing

@testable import Pages

@Suite struct FrameRunsTests {
    /// Every pair of subsets of eight frames.
    @Test func setOperationsAreThoseOfSets() {
        func runs(_ bits: Int) -> FrameRuns {
            var ranges: [Range<UInt64>] = []
            for frame in UInt64(0)..<8 where (bits >> Int(frame)) & 1 == 1 { ranges.append(frame..<(frame + 1)) }
            return FrameRuns(ranges)
        }
        for a in 0..<256 {
            for b in stride(from: 0, to: 256, by: 3) {
                #expect(runs(a).union(runs(b)) == runs(a | b))
                #expect(runs(a).intersection(runs(b)) == runs(a & b))
                #expect(runs(a).subtracting(runs(b)) == runs(a & ~b))
            }
        }
    }

    @Test func framesAreTakenFromTheLongestRangesFirst() {
        let runs = FrameRuns([0..<4, 10..<20, 30..<34])
        #expect(runs.fromLongest(12).ranges == [10..<20, 30..<32])
        #expect(runs.fromLongest(12, ends: true).ranges == [10..<20, 32..<34])
        #expect(runs.prefix(6).ranges == [0..<4, 10..<12])
        #expect(runs.suffix(6).ranges == [18..<20, 30..<34])
    }
}
