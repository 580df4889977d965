import Testing

@testable import ReplayAnalysis

@Suite struct ZoneFormatTests {
    @Test func buddyinfoPrintsAsTheKernelDoes() throws {
        let text = try real("buddyinfo-6.1-i686-1g")
        let zones = lines(text).map { line in
            BuddyInfo.Zone(name: words(line)[3], blocks: words(line).dropFirst(4).compactMap { UInt64($0) })
        }
        #expect(zones.count == 3)
        #expect(BuddyInfo(zones: zones).text == text)
    }

    @Test(arguments: ["zoneinfo-6.1-i686-1g", "zoneinfo-6.1-amd64-1g"])
    func zoneinfoPrintsAsTheKernelDoes(file: String) throws {
        let text = try real(file)
        #expect(ZoneInfo(zones: parse(text)).text == text)
    }

    /// Reads zoneinfo line by line.
    private func parse(_ text: String) -> [ZoneInfo.Zone] {
        var zones: [ZoneInfo.Zone] = []
        for line in lines(text) {
            let parts = words(line)
            if parts[0] == "Node" {
                zones.append(ZoneInfo.Zone(name: parts[3], pages: [], protection: []))
                continue
            }
            take(line, parts, into: &zones[zones.count - 1])
        }
        return zones
    }

    private func take(_ line: String, _ parts: [String], into zone: inout ZoneInfo.Zone) {
        let value = parts.last.flatMap { UInt64($0) } ?? 0
        switch parts[0] {
        case "per-node", "pagesets": break
        case "pages": zone.pages.append(.init("free", value))
        case "protection:":
            zone.protection = line.drop { $0 != "(" }.split(whereSeparator: { "(), ".contains($0) }).compactMap { UInt64($0) }
        case "cpu:": zone.pageSets.append(.init(cpu: Int(value), count: 0, high: 0, batch: 0))
        case "count:": zone.pageSets[zone.pageSets.count - 1].count = value
        case "high:": zone.pageSets[zone.pageSets.count - 1].high = value
        case "batch:": zone.pageSets[zone.pageSets.count - 1].batch = value
        case "vm": zone.statThreshold = value
        case "node_unreclaimable:": zone.unreclaimable = value
        case "start_pfn:": zone.start = value
        case _ where line.hasPrefix("        "): zone.pages.append(.init(parts[0], value))
        default:
            if zone.pages.isEmpty {
                zone.nodeStatistics.append(.init(parts[0], value))
            } else {
                zone.statistics.append(.init(parts[0], value))
            }
        }
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
        #expect(
            BuddyInfo(zones: [zone]).unusableText
                == "Node 0, zone   Normal 0.000 0.357 0.714 0.714 1.000 1.000 1.000 1.000 1.000 1.000 1.000 \n")
    }
}
