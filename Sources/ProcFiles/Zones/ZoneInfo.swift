import Pages

/// /proc/zoneinfo (zoneinfo_show_print, mm/vmstat.c of 6.1). It is printed as kernels from 4.10 on do; those before have statistics
/// above the protection and are only read.
package struct ZoneInfo: Equatable, Sendable {
    package struct Statistic: Equatable, Sendable {
        package var name: String
        package var value: UInt64

        package init(_ name: String, _ value: UInt64) {
            self.name = name
            self.value = value
        }
    }

    /// A CPU's pages of a zone.
    package struct PageSet: Equatable, Sendable {
        package var cpu: Int
        package var count: UInt64
        package var high: UInt64
        package var batch: UInt64
        /// Bounds of `high` where the kernel tunes it (from 6.7 on).
        package var highBounds: ClosedRange<UInt64>?

        package init(cpu: Int, count: UInt64, high: UInt64, batch: UInt64, highBounds: ClosedRange<UInt64>? = nil) {
            self.cpu = cpu
            self.count = count
            self.high = high
            self.batch = batch
            self.highBounds = highBounds
        }
    }

    package struct Zone: Equatable, Sendable {
        /// The memory node.
        package var node = 0
        package var name: String
        /// Node statistics; they stand with the node's first populated zone.
        package var nodeStatistics: [Statistic] = []
        /// `pages free` and the lines below it, `min` to `managed`, in the kernel's order.
        package var pages: [Statistic]
        /// Pages kept from requests that prefer each zone.
        package var protection: [UInt64]
        package var statistics: [Statistic] = []
        package var pageSets: [PageSet] = []
        /// The lines at the end; absent in a zone without pages.
        package var statThreshold: UInt64?
        package var unreclaimable: UInt64?
        package var start: UInt64?

        package init(node: Int = 0, name: String, pages: [Statistic], protection: [UInt64]) {
            self.node = node
            self.name = name
            self.pages = pages
            self.protection = protection
        }
    }

    /// In the kernel's order, with those that have no memory.
    package var zones: [Zone]

    package init(zones: [Zone]) { self.zones = zones }
}

extension ZoneInfo.Zone {
    /// A figure of `pages` or `statistics` by its name.
    package subscript(name: String) -> UInt64? {
        (pages.first { $0.name == name } ?? statistics.first { $0.name == name })?.value
    }

    package var spanned: UInt64 { self["spanned"] ?? 0 }
    package var present: UInt64 { self["present"] ?? 0 }
}
