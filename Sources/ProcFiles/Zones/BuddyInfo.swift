import Pages
import ReplayModel
import TraceFormat

/// /proc/buddyinfo: free blocks of each order, zone by zone (frag_show_print, mm/vmstat.c of 6.1).
package struct BuddyInfo: ProcFormat {
    package struct Zone: Equatable, Sendable {
        /// The memory node.
        package var node = 0
        package var name: String
        /// Blocks by order, from 0.
        package var blocks: [UInt64]

        package init(node: Int = 0, name: String, blocks: [UInt64]) {
            self.node = node
            self.name = name
            self.blocks = blocks
        }
    }

    package var zones: [Zone]

    /// Orders that a kernel can be built for (CONFIG_FORCE_MAX_ZONEORDER): more than the model has.
    package static let mostOrders = 20

    package init(zones: [Zone]) { self.zones = zones }

    package init(_ lines: WordLines) throws(TraceError) {
        zones = []
        for line in lines.lines {
            let heading = try lines.zone(line)
            guard line.words.count > 4, line.words.count <= 4 + Self.mostOrders else {
                throw lines.error(line, "1 to \(Self.mostOrders) counts")
            }
            var zone = Zone(name: heading.name, blocks: try lines.counts(line, from: 4, "a count of free blocks"))
            zone.node = heading.node
            zones.append(zone)
        }
    }

    package var text: String { zones.map { zone in zone.heading + zone.blocks.map { $0.padded(6) + " " }.joined() + "\n" }.joined() }
}

extension BuddyInfo.Zone {
    /// What a line begins with.
    var heading: String { ZoneHeading(node: node, name: name).text + " " }

    /// Free pages in all blocks.
    package var freePages: UInt64 { blocks.enumerated().reduce(0) { $0 + $1.element << UInt64($1.offset) } }

    /// Blocks of `order` that the free lists could give.
    func suitableBlocks(order: Int) -> UInt64 {
        blocks.indices.reduce(0) { $0 + ($1 < order ? 0 : blocks[$1] << UInt64($1 - order)) }
    }
}
