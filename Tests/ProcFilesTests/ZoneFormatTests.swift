import Testing
import TraceFormat

@testable import Pages
@testable import ProcFiles

/// Files whose lines are zones.
@Suite struct ZoneFormatTests {
    @Test(arguments: [
        "proc/buddyinfo-6.1-i686-1g", "proc/buddyinfo-6.1-amd64-1g", "states/perf-build/before.buddyinfo", "states/pae-1g/buddyinfo",
        "oom/pae-1g/before_lazy/buddyinfo",
    ])
    func buddyinfoPrintsAsTheKernelDoes(file: String) throws {
        #expect(try read(file, as: BuddyInfo.self).zones.count == (file.contains("6.1-amd64") ? 2 : 3))
        try expectSameText(file, BuddyInfo.self)
    }

    @Test(arguments: [
        "proc/zoneinfo-6.1-i686-1g", "proc/zoneinfo-6.1-amd64-1g", "proc/zoneinfo-6.18-x86_64", "states/perf-build/before.zoneinfo",
        "states/pae-1g/zoneinfo", "oom/pae-1g/before/zoneinfo", "oom/pae-1g/before_lazy/zoneinfo", "oom/kmem-amd64/zoneinfo",
        "oom/victims-pae-1g/zoneinfo",
    ])
    func zoneinfoPrintsAsTheKernelDoes(file: String) throws { try expectSameText(file, ZoneInfo.self) }

    @Test func zoneinfoIsReadByName() throws {
        let info = try read("proc/zoneinfo-6.18-x86_64", as: ZoneInfo.self)
        #expect(info.zones.map(\.name) == ["DMA", "DMA32", "Normal", "Movable", "Device"])
        let normal = info.zones[2]
        #expect(normal.present == 5_505_024 && normal["promo"] == 21_192 && normal.start == 1_048_576)
        #expect(normal["nr_mlock"] == 3292 && normal["nr_active_anon"] == nil)
        #expect(normal.pageSets.map(\.high) == [36_121, 48_888])
        #expect(normal.pageSets[1].highBounds == 7569...122_880)
    }

    /// Before 4.10 a zone's statistics stand above its protection.
    @Test func zoneinfoOfOldKernelsIsRead() throws {
        let text = """
            Node 0, zone      DMA
              pages free     3943
                    min      32
                    spanned  4095
                nr_free_pages 3943
                    protection: (0, 2975)
              pagesets
                cpu: 0
                          count: 7
                          high:  186
                          batch: 31
              vm stats threshold: 8
              all_unreclaimable: 0
              start_pfn:         1
              inactive_ratio:    1
            """
        let zone = try ZoneInfo(text, file: "zoneinfo").zones[0]
        #expect(zone["min"] == 32 && zone["nr_free_pages"] == 3943 && zone.protection == [0, 2975] && zone.start == 1)
        #expect(zone.pageSets == [ZoneInfo.PageSet(cpu: 0, count: 7, high: 186, batch: 31)])
    }

    @Test(arguments: [
        "proc/pagetypeinfo-6.1-amd64-1g", "proc/pagetypeinfo-6.18-x86_64", "states/perf-build/before.pagetypeinfo",
        "states/pae-1g/pagetypeinfo", "oom/pae-1g/before/pagetypeinfo", "oom/pae-1g/before_lazy/pagetypeinfo",
    ])
    func pagetypeinfoPrintsAsTheKernelDoes(file: String) throws {
        let info = try read(file, as: PageTypeInfo.self)
        #expect(info.types == ["Unmovable", "Movable", "Reclaimable", "HighAtomic", "Isolate"] && info.pageblockOrder == 9)
        try expectSameText(file, PageTypeInfo.self)
    }

    @Test func countsFromAHundredThousandAreCut() throws {
        let zone = PageTypeInfo.Zone(name: "Normal", free: [[99_999, 100_000, 123_456]], blocks: [1])
        let text = PageTypeInfo(types: ["Movable"], pageblockOrder: 9, zones: [zone]).text
        #expect(text.contains("type      Movable  99999 >100000 >100000 \n"))
        #expect(try PageTypeInfo(text, file: "pagetypeinfo").zones[0].free == [[99_999, 100_000, 100_000]])
        let old = PageTypeInfo(types: ["Movable"], pageblockOrder: 9, zones: [zone], most: nil)
        #expect(old.text.contains("type      Movable  99999 100000 123456 \n"))
        #expect(try PageTypeInfo(old.text, file: "pagetypeinfo") == old)
    }

    /// Zones belong to nodes: further ones are read, and refused where the model has but one.
    @Test func zonesCarryTheirNode() throws {
        let text = "Node 0, zone   Normal      1      2 \nNode 1, zone   Normal      3      4 \n"
        let info = try BuddyInfo(text, file: "buddyinfo")
        #expect(info.zones.map(\.node) == [0, 1])
        #expect(info.text == text)
        try WordLines(text, file: "buddyinfo").requireModelledZones()
        let high = text.replacing("Node 1", with: "Node 256")
        let error = #expect(throws: TraceError.self) { try WordLines(high, file: "buddyinfo").requireModelledZones() }
        #expect(error?.line == 2)
    }

    @Test(arguments: [
        "Node 0, zone Normal\n  pages free x\n", "Node 0, zone Normal\n        protection: (1, y)\n", "  pages free 1\n",
        "Node 0, zone Normal\n    cpu: 0\n  high_min: 5\n  high_max: 4\n",
    ])
    func aWrongLineOfZoneinfoIsReported(text: String) {
        let error = #expect(throws: TraceError.self) { try ZoneInfo(text, file: "zoneinfo") }
        #expect(error?.line == UInt32(text.split(separator: "\n").count) && error?.file == "zoneinfo")
    }

    @Test func fragmentationIndicesFollowTheKernelsIntegers() {
        let zone = BuddyInfo.Zone(name: "Normal", blocks: [10, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0])
        #expect(zone.freePages == 28)
        #expect(zone.extfragIndex(order: 3) == -1000)
        // 1000 - (1000 + 28 * 1000 / 16) / 16
        #expect(zone.extfragIndex(order: 4) == 1000 - 2750 / 16)
        #expect(zone.unusableIndex(order: 0) == 0)
        #expect(zone.unusableIndex(order: 3) == 20 * 1000 / 28)
        #expect(zone.unusableIndex(order: 4) == 1000)
        let empty = BuddyInfo.Zone(name: "DMA", blocks: Array(repeating: 0, count: 11))
        #expect(empty.extfragIndex(order: 0) == 0)
        #expect(empty.unusableIndex(order: 0) == 1000)
        #expect(
            BuddyInfo(zones: [zone]).extfragText
                == "Node 0, zone   Normal -1.000 -1.000 -1.000 -1.000  0.829  0.883  0.911  0.924  0.931  0.935  0.936 \n")
        // The kernel prints remainders of negative numbers as C has them.
        #expect(
            BuddyInfo(zones: [BuddyInfo.Zone(name: "DMA", blocks: [1, 0, 0, 0, 0, 0, 0])]).extfragText
                == "Node 0, zone      DMA -1.000  0.-500  0.-250  0.-125  0.-62  0.-31  0.-15 \n")
        #expect(
            BuddyInfo(zones: [zone]).unusableText
                == "Node 0, zone   Normal 0.000 0.357 0.714 0.714 1.000 1.000 1.000 1.000 1.000 1.000 1.000 \n")
    }
}
