import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct FragmentationViewTests {
    private struct Index: Equatable {
        var ord: Int64
        var extfrag: Int64
        var unusable: Int64
    }

    private func indices(_ blocks: [UInt32]) throws -> [Index] {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            log.begin(step: Step(1))
            log.append(SampleRows.zoneFree(blocks))
        }
        return try run.rows("SELECT ord, extfrag_index, unusable_index FROM fragmentation ORDER BY ord") {
            Index(ord: $0.integer(0), extfrag: $0.integer(1), unusable: $0.integer(2))
        }
    }

    /// The formulas of mm/vmstat.c written down a second time, block by block as the kernel counts.
    private func expected(_ blocks: [UInt32]) -> [Index] {
        (0...10).map { order in
            var pages: UInt64 = 0
            var total: UInt64 = 0
            var suitable: UInt64 = 0
            for (index, count) in blocks.enumerated() {
                total += UInt64(count)
                pages += UInt64(count) << UInt64(index)
                if index >= order { suitable += UInt64(count) << UInt64(index - order) }
            }
            var extfrag: Int64 = 0
            if total > 0 {
                extfrag = suitable > 0 ? -1000 : 1000 - Int64((1000 + pages * 1000 / (1 << UInt64(order))) / total)
            }
            let unusable = pages == 0 ? 1000 : (pages - suitable << UInt64(order)) * 1000 / pages
            return Index(ord: Int64(order), extfrag: extfrag, unusable: Int64(unusable))
        }
    }

    @Test func indicesOfARealZone() throws {
        // /proc/buddyinfo of zone DMA on a 1 GiB i686 machine: 256 + 512 + 3 * 1024 free pages.
        let found = try indices([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3])
        #expect(found.map(\.extfrag) == [Int64](repeating: -1000, count: 11))
        // Below order 9 nothing is unusable; at 9 the block of 256 is: 256000 / 3840 = 66; at 10 768000 / 3840 = 200.
        #expect(found.map(\.unusable) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 66, 200])
    }

    @Test func indicesOfAFragmentedZone() throws {
        let found = try indices([100, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        // 120 pages in 110 blocks. Order 2: 1000 - (1000 + 120000 / 4) / 110 = 1000 - 281; order 10: 1000 - (1000 + 117) / 110.
        #expect(found[0] == Index(ord: 0, extfrag: -1000, unusable: 0))
        #expect(found[1] == Index(ord: 1, extfrag: -1000, unusable: 833))
        #expect(found[2] == Index(ord: 2, extfrag: 719, unusable: 1000))
        #expect(found[10] == Index(ord: 10, extfrag: 990, unusable: 1000))
    }

    @Test func aZoneWithNothingFree() throws {
        let found = try indices([UInt32](repeating: 0, count: 11))
        #expect(found == (0...10).map { Index(ord: $0, extfrag: 0, unusable: 1000) })
    }

    @Test func indicesEqualTheKernelsFormulasOnManyZones() throws {
        var seed: UInt64 = 1
        let zones = (0..<200).map { _ in
            (0...10).map { _ -> UInt32 in
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return seed >> 62 == 0 ? UInt32(truncatingIfNeeded: seed >> 33) % 100_000 : 0
            }
        }
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for (step, blocks) in zones.enumerated() {
                log.begin(step: Step(UInt64(step + 1)))
                log.append(SampleRows.zoneFree(blocks))
            }
        }
        let found = try run.rows("SELECT ord, extfrag_index, unusable_index FROM fragmentation ORDER BY step, ord") {
            Index(ord: $0.integer(0), extfrag: $0.integer(1), unusable: $0.integer(2))
        }
        #expect(found == zones.flatMap(expected))
    }
}
