import Pages

/// What debugfs makes of the free blocks (/sys/kernel/debug/extfrag).
extension BuddyInfo {
    /// extfrag_index: 0 … 1 how far a failure of that order would be fragmentation's fault, -1 when a
    /// block is free (__fragmentation_index and extfrag_show_print, mm/vmstat.c of 6.1).
    package var extfragText: String { indexText(pad: 2) { zone, order in zone.extfragIndex(order: order) } }

    /// unusable_index: the share of free memory that a request of that order cannot use
    /// (unusable_free_index, mm/vmstat.c of 6.1).
    package var unusableText: String { indexText(pad: 0) { zone, order in zone.unusableIndex(order: order) } }

    private func indexText(pad: Int, _ index: (Zone, Int) -> Int64) -> String {
        zones.map { zone in
            zone.heading
                + zone.blocks.indices.map { order in
                    let value = index(zone, order)
                    return (value / 1000).padded(pad) + "." + fraction(value % 1000) + " "
                }.joined() + "\n"
        }.joined()
    }

    /// `%03d`: below 0 the sign stands among the three.
    private func fraction(_ value: Int64) -> String {
        let (sign, digits) = (value < 0 ? "-" : "", String(value.magnitude))
        return sign + String(repeating: "0", count: max(0, 3 - sign.count - digits.count)) + digits
    }
}

extension BuddyInfo.Zone {
    /// In thousandths; -1000 when a block of the order is free, 0 when nothing is. Below 0 too where few blocks are free.
    package func extfragIndex(order: Int) -> Int64 {
        let total = blocks.reduce(0, +)
        if total == 0 { return 0 }
        if suitableBlocks(order: order) > 0 { return -1000 }
        return 1000 - Int64((1000 + freePages * 1000 / (1 << UInt64(order))) / total)
    }

    /// In thousandths.
    package func unusableIndex(order: Int) -> Int64 {
        let free = freePages
        if free == 0 { return 1000 }
        return Int64((free - suitableBlocks(order: order) << UInt64(order)) * 1000 / free)
    }
}
