import Testing

@testable import Pages
@testable import ReplayModel
@testable import Virtual

/// Seeded random runs against a list of areas that is searched from the bottom.
@Suite struct VmallocAuditTests {
    /// The lowest address for `size` bytes between the areas (sorted), by the rules of `VmallocSpace.place`.
    private func lowest(_ taken: [(UInt64, UInt64)], size: UInt64, align: UInt64, _ bottom: UInt64, _ top: UInt64) -> UInt64? {
        let length = align <= 4096 ? size : size + align - 1
        var next = VmallocSpace.lowest
        for (start, end) in taken.sorted(by: { $0.0 < $1.0 }) + [(VmallocSpace.highest, 0)] {
            let aligned = (max(next, bottom) + align - 1) / align * align
            if start >= next, start - next >= length, aligned < start, start - aligned >= size {
                return aligned + size <= top ? aligned : nil
            }
            next = end
        }
        return nil
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyAddressAgreesWithASearchFromTheBottom(seed: UInt64) throws {
        var bench = VmallocBench()
        var random = SeededRandom(seed)
        var live: [Area] = []
        for round in 0..<1500 {
            let taken = (bench.space.areasInUse + bench.space.areasToPurge).map { ($0.start, $0.end) }
            switch Int.random(in: 0..<20, using: &random) {
            case 0: bench.purge()
            case 1..<12:
                let size = UInt64.random(in: 1...12, using: &random)
                let align: UInt64 = 4096 << UInt64.random(in: 0...(round % 3 == 0 ? 4 : 0), using: &random)
                let expected = lowest(taken, size: (size + 1) * 4096, align: align, bench.space.start, bench.space.end)
                let address = try #require(try bench.vmalloc(size * 4096, align: align).address)
                try #require(address == expected, "round \(round)")
                live.append(try #require(bench.space.areasInUse.first { $0.start == address }))
            default:
                guard !live.isEmpty else { continue }
                let area = live.remove(at: Int.random(in: 0..<live.count, using: &random))
                #expect(bench.free(area.start) == .freed)
            }
            if round % 25 == 0 { bench.check() }
        }
        #expect(bench.space.areasInUse == live.sorted { $0.start < $1.start })
        bench.check()
    }

    @Test func aTreeOfRangesAgreesWithASortedArray() {
        var tree = RangeTree()
        var naive: [(start: UInt64, end: UInt64)] = []
        var random = SeededRandom(9)
        for _ in 0..<3000 {
            let start = UInt64.random(in: 0..<500, using: &random) * 10
            if let index = naive.firstIndex(where: { $0.start == start }), Bool.random(using: &random) {
                #expect(tree.remove(start: start)?.end == naive.remove(at: index).end)
            } else if !naive.contains(where: { $0.start == start }) {
                let end = start + UInt64.random(in: 1...10, using: &random)
                tree.insert(start: start, end: end)
                naive.append((start, end))
            }
            let length = UInt64.random(in: 1...10, using: &random)
            let above = UInt64.random(in: 0..<5000, using: &random)
            let sorted = naive.sorted { $0.start < $1.start }
            let expected = sorted.first { $0.end > above && $0.end - $0.start >= length }
            #expect(tree.firstFit(length: length, above: above, where: { _ in true })?.start == expected?.start)
            #expect(tree.containing(above)?.start == sorted.first { $0.start <= above && above < $0.end }?.start)
            #expect(tree.ceiling(above)?.start == sorted.first { $0.start >= above }?.start)
            #expect(tree.count == naive.count)
        }
        tree.checkInvariants()
        #expect(tree.remove(start: 3) == nil)
    }
}
