import Foundation
import Pages
import ProcFiles
import Testing

@testable import ReplayAnalysis

/// What runs print of zones against real files, line by line, and against each other.
@Suite struct ZoneLinesTests {
    @Test(arguments: [("f2-fallback", "zoneinfo-6.1-amd64-1g"), ("s01-buddy", "zoneinfo-6.1-i686-1g")])
    func zoneinfoHasTheLinesOfTheRealOneInOrder(trace: String, file: String) throws {
        let run = try ClaimRun.of(trace)
        let ours = try run.show(.zoneinfo, at: run.moment(nil))
        let names = { (text: String) in
            lines(text).map { words($0).filter { Int($0) == nil && !$0.hasPrefix("(") && !$0.hasSuffix(")") && !$0.hasSuffix(",") } }
        }
        #expect(names(ours) == names(try real(file)))
        // What stands in front of a figure is as wide as the kernel's, and figures follow the last column of blanks.
        for (our, theirs) in zip(lines(ours), lines(try real(file))) where !our.contains("protection") {
            #expect(our.prefix { !$0.isNumber } == theirs.prefix { !$0.isNumber }, "\(our)")
        }
    }

    @Test func newerZoneinfoHasThePageSetsOfTheRealOne() throws {
        let text = try real("zoneinfo-6.18-x86_64")
        let form = ZoneInfo.Form(isNew: true, isNUMA: true, isHigh: false)
        let node = form.nodeStatistics([:]).map(\.name)
        #expect(node == lines(text).dropFirst(2).prefix { $0.hasPrefix("      ") }.map { words($0)[0] })
        let set = ZoneInfo.PageSet(cpu: 0, count: 0, high: 0, batch: 1, highBounds: 14...240)
        var zone = ZoneInfo.Zone(name: "DMA", pages: [.init("free", 1)], protection: [])
        zone.pageSets = [set]
        #expect(text.contains(ZoneInfo(zones: [zone]).text.components(separatedBy: "pagesets")[1].dropLast(1)))
    }

    @Test func pagetypeinfoAddsUpToBuddyinfo() throws {
        for name in ["f1-fragmentation", "f2-fallback", "s22-everything"] {
            let run = try ClaimRun.of(name)
            for step in stride(from: UInt64(1), through: try run.lastStep(), by: 19) {
                let moment = try run.moment(String(step))
                let types = try run.pageTypeInfo(at: moment)
                for (zone, buddy) in zip(types.zones, try run.buddyInfo(at: moment).zones) {
                    let sums: [UInt64] = (0...10).map { order in zone.free.reduce(UInt64(0)) { $0 + $1[order] } }
                    #expect(sums == buddy.blocks)
                }
            }
        }
    }

    @Test func aFallbackShowsInPagetypeinfo() throws {
        let run = try ClaimRun.of("f2-fallback")
        let before = try run.lines(.pagetypeinfo, after: "movable-everywhere")
        let after = try run.lines(.pagetypeinfo, after: "mixed")
        #expect(
            before[3]
                == "Node    0, zone      DMA, type    Unmovable      0      0      0      0      0      0      0      0      0      0      0 "
        )
        #expect(
            before[4]
                == "Node    0, zone      DMA, type      Movable      0      0      0      0      0      0      0      1      0      0      0 "
        )
        #expect(
            after[3]
                == "Node    0, zone      DMA, type    Unmovable      1      1      1      1      1      1      1      0      0      0      0 "
        )
        #expect(
            after[4]
                == "Node    0, zone      DMA, type      Movable      0      0      0      0      0      0      0      0      0      0      0 "
        )
        #expect(after.contains("Node 0, zone      DMA            0            8            0            0            0 "))
    }
}
