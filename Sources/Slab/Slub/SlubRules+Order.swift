import ReplayModel

// calculate_order: how many pages a slab has. Source: mm/slub.c of 6.1 and 6.18.
extension SlubRules {
    /// The largest number of objects in a slab: the kernel's counter has 15 bits.
    static let maximumObjects: UInt32 = 32767

    /// The order of a slab of objects of `size` bytes. Precondition: one fits the largest block.
    func order(forSize size: UInt32) -> UInt8 {
        let most = max(SlabRules.objects(inOrder: maximumOrder, size: size), 1)
        let least = max(min(minimumObjects, most), 1)
        switch orderSearch {
        case .fewerObjects: return orderAskingForLess(size: size, from: least)
        case .moreWaste: return orderAcceptingWaste(size: size, objects: least)
        }
    }

    private func orderAskingForLess(size: UInt32, from least: UInt32) -> UInt8 {
        var wanted = least
        while wanted > 1 {
            for fraction: UInt64 in [16, 8, 4] {
                if let order = order(size: size, objects: wanted, upTo: maximumOrder, fraction: fraction) { return order }
            }
            wanted -= 1
        }
        return order(size: size, objects: 1, upTo: maximumOrder, fraction: 1) ?? Self.fitting(size)
    }

    private func orderAcceptingWaste(size: UInt32, objects: UInt32) -> UInt8 {
        for fraction: UInt64 in [16, 8, 4, 2] {
            if let order = order(size: size, objects: objects, upTo: maximumOrder, fraction: fraction) { return order }
        }
        return Self.fitting(size)
    }

    /// The lowest order up to `limit` that holds `objects` and leaves at most 1/`fraction` of the slab unused.
    private func order(size: UInt32, objects: UInt32, upTo limit: UInt8, fraction: UInt64) -> UInt8? {
        if SlabRules.objects(inOrder: 0, size: size) > Self.maximumObjects {
            return SlabRules.pageOrder(UInt64(size) * UInt64(Self.maximumObjects)) - 1
        }
        let lowest = SlabRules.pageOrder(UInt64(objects) * UInt64(size))
        guard lowest <= limit else { return nil }
        return (lowest...limit).first { order in
            let bytes = pageSize << UInt64(order)
            return bytes % UInt64(size) <= bytes / fraction
        }
    }

    private static func fitting(_ size: UInt32) -> UInt8 {
        let order = SlabRules.pageOrder(UInt64(size))
        precondition(order <= SlabRules.largestOrder, "an object of \(size) bytes fits no block")
        return order
    }
}
