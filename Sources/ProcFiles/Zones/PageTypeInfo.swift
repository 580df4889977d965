import Pages
import ReplayModel

/// /proc/pagetypeinfo: free blocks by order and migrate type, and page blocks by type (pagetypeinfo_show, mm/vmstat.c of 6.1).
package struct PageTypeInfo: ProcFormat {
    package struct Zone: Equatable, Sendable {
        /// The memory node.
        package var node = 0
        package var name: String
        /// By type (in the order of `types`), then by order.
        package var free: [[UInt64]]
        /// By type.
        package var blocks: [UInt64]

        package init(node: Int = 0, name: String, free: [[UInt64]], blocks: [UInt64]) {
            self.node = node
            self.name = name
            self.free = free
            self.blocks = blocks
        }
    }

    /// Names of the migrate types, in the kernel's order.
    package var types: [String]
    package var pageblockOrder: Int
    package var zones: [Zone]
    /// Counts from here on are not told: `>100000` (from 5.5 on); nil: every count is.
    package var most: UInt64?

    package init(types: [String], pageblockOrder: Int, zones: [Zone], most: UInt64? = 100_000) {
        self.types = types
        self.pageblockOrder = pageblockOrder
        self.zones = zones
        self.most = most
    }

    package var text: String {
        var text = "Page block order: \(pageblockOrder)\nPages per block:  \(1 << pageblockOrder)\n\n"
        let orders = (0..<orderCount).map { $0.padded(6) + " " }.joined()
        text += "Free pages count per migrate type at order".rightPadded(43) + " " + orders + "\n"
        for zone in zones {
            for (type, counts) in zip(types, zone.free) {
                text += "Node \(zone.node.padded(4)), zone \(zone.name.leftPadded(8)), type \(type.leftPadded(12)) "
                text += counts.map(count).joined() + "\n"
            }
        }
        text += "\n" + "Number of blocks type ".rightPadded(23) + types.map { $0.leftPadded(12) + " " }.joined() + "\n"
        for zone in zones {
            text += ZoneHeading(node: zone.node, name: zone.name).text + " " + zone.blocks.map { $0.padded(12) + " " }.joined() + "\n"
        }
        return text
    }

    private func count(_ value: UInt64) -> String {
        guard let most, value >= most else { return value.padded(6) + " " }
        return ">" + most.padded(6) + " "
    }
}
