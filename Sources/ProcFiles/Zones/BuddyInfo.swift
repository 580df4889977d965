/// /proc/buddyinfo: free blocks of each order, zone by zone (frag_show_print, mm/vmstat.c of 6.1).
public struct BuddyInfo: Equatable, Sendable {
    public struct Zone: Equatable, Sendable {
        public var name: String
        /// Blocks by order, from 0.
        public var blocks: [UInt64]

        public init(name: String, blocks: [UInt64]) {
            self.name = name
            self.blocks = blocks
        }
    }

    public var zones: [Zone]

    public init(zones: [Zone]) { self.zones = zones }

    public var text: String {
        zones.map { zone in "Node 0, zone \(zone.name.leftPadded(8)) " + zone.blocks.map { $0.padded(6) + " " }.joined() + "\n" }
            .joined()
    }
}

extension BuddyInfo {
    /// /sys/kernel/debug/extfrag/extfrag_index: 0 … 1 how far a failure of that order would be fragmentation's fault, -1 when a
    /// block is free (__fragmentation_index and extfrag_show_print, mm/vmstat.c of 6.1).
    public var extfragText: String { indexText(pad: 2) { zone, order in zone.extfragIndex(order: order) } }

    /// /sys/kernel/debug/extfrag/unusable_index: the share of free memory that a request of that order cannot use
    /// (unusable_free_index, mm/vmstat.c of 6.1).
    public var unusableText: String { indexText(pad: 0) { zone, order in zone.unusableIndex(order: order) } }

    private func indexText(pad: Int, _ index: (Zone, Int) -> Int64) -> String {
        zones.map { zone in
            "Node 0, zone \(zone.name.leftPadded(8)) "
                + zone.blocks.indices.map { order in
                    let value = index(zone, order)
                    let fraction = String(value % 1000)
                    return (value / 1000).padded(pad) + "." + String(repeating: "0", count: 3 - fraction.count) + fraction + " "
                }.joined() + "\n"
        }.joined()
    }
}

extension BuddyInfo.Zone {
    /// Free pages in all blocks.
    public var freePages: UInt64 { blocks.enumerated().reduce(0) { $0 + $1.element << UInt64($1.offset) } }

    /// Blocks of `order` that the free lists could give.
    func suitableBlocks(order: Int) -> UInt64 {
        blocks.indices.reduce(0) { $0 + ($1 < order ? 0 : blocks[$1] << UInt64($1 - order)) }
    }

    /// In thousandths; -1000 when a block of the order is free, 0 when nothing is.
    public func extfragIndex(order: Int) -> Int64 {
        let total = blocks.reduce(0, +)
        if total == 0 { return 0 }
        if suitableBlocks(order: order) > 0 { return -1000 }
        return 1000 - Int64((1000 + freePages * 1000 / (1 << UInt64(order))) / total)
    }

    /// In thousandths.
    public func unusableIndex(order: Int) -> Int64 {
        let free = freePages
        if free == 0 { return 1000 }
        return Int64((free - suitableBlocks(order: order) << UInt64(order)) * 1000 / free)
    }
}
