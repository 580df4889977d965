import Pages
import ProcFiles
import ReplayModel
import TraceFormat

/// The smallest changes with which the page allocator would have met a request, each found by asking it again with changed values.
struct LogRemedies {
    struct Memory {
        /// The zone's name, with its node where there are several.
        var zone: String
        /// MiB more free, in blocks as large as can be; nil: no amount would do.
        var mebibytes: UInt64?
    }

    /// More free memory, by zone that the request may use.
    var memory: [Memory] = []
    /// The largest vm.min_free_kbytes with which it is met, and the one in force; nil: none.
    var minFree: UInt64?
    var minFreeNow: UInt64 = 0
    /// Without lowmem_reserve (vm.lowmem_reserve_ratio).
    var isMetWithoutReserves = false
    /// Without the boost of the watermarks (vm.watermark_boost_factor); nil: no zone's is boosted.
    var isMetWithoutBoost: Bool?
    /// Names of other zone flags with which it is met.
    var zones: [String] = []
    /// The largest smaller order with which it is met.
    var order: Int?

    private let request: LogRequest
    private let report: MemoryReport
    private let nodes: [TrialNode]

    init?(_ request: LogRequest, _ report: MemoryReport) {
        guard let asked = request.pageRequest else { return nil }
        self.request = request
        self.report = report
        nodes = report.trialNodes(isMovable: request.gfp.contains(.movable))
        guard !nodes.isEmpty, !TrialNode.trial(nodes, asked).isServed else { return nil }
        findMemory(asked)
        findMinFree(asked)
        if nodes.contains(where: { $0.zones.contains { $0.boost > 0 } }) { isMetWithoutBoost = isMet(asked) { $0.removeBoost() } }
        isMetWithoutReserves = isMet(asked) { zone in zone.protection = Array(repeating: 0, count: zone.protection.count) }
        findZones()
        order = (0..<request.order).reversed().first { smaller in
            request.request(order: smaller, gfp: request.gfp).map { TrialNode.trial(nodes, $0).isServed } ?? false
        }
    }

    /// Whether it is met with `bytes` more free memory in a zone.
    func isMet(with bytes: UInt64, in zone: String) -> Bool {
        guard let asked = request.pageRequest else { return false }
        return isMet(asked) { if $0.title == zone { $0.grow(by: Swift.min(bytes >> 10 / report.pageKilobytes, $0.enough)) } }
    }

    /// The zones of all nodes, in the order in which a request that may use all of them goes through them.
    var zoneTitles: [String] { nodes.flatMap { $0.zones.reversed().map(\.title) } }

    private func isMet(_ asked: PageRequest, _ change: (inout TrialZone) -> Void) -> Bool {
        var changed = nodes
        for node in changed.indices {
            for zone in changed[node].zones.indices { change(&changed[node].zones[zone]) }
        }
        return TrialNode.trial(changed, asked).isServed
    }

    private mutating func findMemory(_ asked: PageRequest) {
        for node in nodes {
            let lowest = node.zones.first?.kind ?? .normal
            for zone in node.zones.reversed() where zone.kind <= request.gfp.highestZoneKind(lowest: lowest) {
                // Beyond its watermarks and reserves nothing can be lacking.
                let pages = zone.high + (zone.protection.max() ?? 0) + 4 << UInt64(maxOrder)
                let most = (pages * report.pageKilobytes) >> 10 + 1
                let needed = Self.least(upTo: most) { isMet(asked, zone.title, mebibytes: $0) }
                memory.append(Memory(zone: zone.title, mebibytes: needed))
            }
        }
    }

    private func isMet(_ asked: PageRequest, _ title: String, mebibytes: UInt64) -> Bool {
        isMet(asked) { if $0.title == title { $0.grow(by: mebibytes << 10 / report.pageKilobytes) } }
    }

    /// The least number from 1 on for which something holds, if it holds for `most`; it holds for all above it.
    private static func least(upTo most: UInt64, _ holds: (UInt64) -> Bool) -> UInt64? {
        guard holds(most) else { return nil }
        var (low, high) = (UInt64(1), most)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The min watermarks scale with vm.min_free_kbytes (__setup_per_zone_wmarks, mm/page_alloc.c); HighMem's and Movable's do not.
    private mutating func findMinFree(_ asked: PageRequest) {
        let now = nodes.flatMap(\.zones).filter { $0.kind < .highMem }.reduce(0) { $0 + $1.min - $1.boost }
        minFreeNow = now * report.pageKilobytes
        guard now > 0, isMet(asked, minFree: 0, of: now) else { return }
        var (low, high) = (UInt64(0), now)
        while low < high {
            let middle = (low + high + 1) / 2
            if isMet(asked, minFree: middle, of: now) { low = middle } else { high = middle - 1 }
        }
        minFree = low * report.pageKilobytes
    }

    private func isMet(_ asked: PageRequest, minFree: UInt64, of now: UInt64) -> Bool {
        isMet(asked) { if $0.kind < .highMem { $0.setMin(($0.min - $0.boost) * minFree / now) } }
    }

    private mutating func findZones() {
        let choices: [(String, GfpFlags)] = [
            ("__GFP_HIGHMEM|__GFP_MOVABLE", [.highmem, .movable]), ("__GFP_HIGHMEM", .highmem), ("no zone flag (Normal)", []),
            ("GFP_DMA32", .dma32), ("GFP_DMA", .dma),
        ]
        let own = request.gfp.intersection([.dma, .dma32, .highmem, .movable])
        let plain = request.gfp.subtracting([.dma, .dma32, .highmem, .movable])
        for (name, flags) in choices where flags != own {
            guard isDistinct(flags), let asked = request.request(order: request.order, gfp: plain.union(flags)) else { continue }
            if TrialNode.trial(report.trialNodes(isMovable: flags.contains(.movable)), asked).isServed { zones.append(name) }
        }
    }

    /// Whether the machine has the zone that a flag is for.
    private func isDistinct(_ flags: GfpFlags) -> Bool {
        let kinds = nodes.flatMap { $0.zones.map(\.kind) }
        if flags.contains(.dma32) { return kinds.contains(.dma32) }
        if flags.contains(.dma) { return kinds.contains(.dma) }
        return !flags.contains(.highmem) || kinds.contains(.highMem) || kinds.contains(.movable) || flags.contains(.movable)
    }
}
