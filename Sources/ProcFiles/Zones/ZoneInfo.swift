/// /proc/zoneinfo (zoneinfo_show_print, mm/vmstat.c of 6.1). Statistics that a run does not know are left out.
public struct ZoneInfo: Equatable, Sendable {
    public struct Statistic: Equatable, Sendable {
        public var name: String
        public var value: UInt64

        public init(_ name: String, _ value: UInt64) {
            self.name = name
            self.value = value
        }
    }

    public struct PageSet: Equatable, Sendable {
        public var cpu: Int
        public var count: UInt64
        public var high: UInt64
        public var batch: UInt64
        /// Bounds of `high` where the kernel tunes it (from 6.7 on).
        public var highBounds: ClosedRange<UInt64>?

        public init(cpu: Int, count: UInt64, high: UInt64, batch: UInt64, highBounds: ClosedRange<UInt64>? = nil) {
            self.cpu = cpu
            self.count = count
            self.high = high
            self.batch = batch
            self.highBounds = highBounds
        }
    }

    public struct Zone: Equatable, Sendable {
        public var name: String
        /// Node statistics; they stand with the node's first populated zone.
        public var nodeStatistics: [Statistic] = []
        /// `pages free` and the lines below it, `min` to `managed`, in the kernel's order.
        public var pages: [Statistic]
        /// Pages kept from requests that prefer each zone.
        public var protection: [UInt64]
        public var statistics: [Statistic] = []
        public var pageSets: [PageSet] = []
        /// The lines at the end; absent in a zone without pages.
        public var statThreshold: UInt64?
        public var unreclaimable: UInt64?
        public var start: UInt64?

        public init(name: String, pages: [Statistic], protection: [UInt64]) {
            self.name = name
            self.pages = pages
            self.protection = protection
        }
    }

    public var zones: [Zone]

    public init(zones: [Zone]) { self.zones = zones }

    public var text: String { zones.map(\.text).joined() }
}

extension ZoneInfo.Zone {
    var text: String {
        var text = "Node 0, zone \(name.leftPadded(8))"
        if !nodeStatistics.isEmpty {
            text += "\n  per-node stats"
            text += lines(nodeStatistics)
        }
        for (index, line) in pages.enumerated() {
            text += index == 0 ? "\n  pages free     \(line.value)" : "\n        \(line.name.rightPadded(8)) \(line.value)"
        }
        text += "\n        protection: (" + protection.map(String.init).joined(separator: ", ") + ")"
        text += lines(statistics)
        if !pageSets.isEmpty { text += "\n  pagesets" }
        for set in pageSets {
            text += "\n    cpu: \(set.cpu)"
            var figures = [("count:", set.count), ("high:", set.high), ("batch:", set.batch)]
            if let bounds = set.highBounds { figures += [("high_min:", bounds.lowerBound), ("high_max:", bounds.upperBound)] }
            let width = set.highBounds == nil ? 6 : 9
            for (name, value) in figures { text += "\n              \(name.rightPadded(width)) \(value)" }
            if let statThreshold { text += "\n  vm stats threshold: \(statThreshold)" }
        }
        if let unreclaimable { text += "\n  node_unreclaimable:  \(unreclaimable)" }
        if let start { text += "\n  start_pfn:           \(start)" }
        return text + "\n"
    }

    private func lines(_ statistics: [ZoneInfo.Statistic]) -> String {
        statistics.map { "\n      \($0.name.rightPadded(12)) \($0.value)" }.joined()
    }
}
