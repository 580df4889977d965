import ReplayModel

// calculate_order: how many pages a slab has. Source: mm/slub.c of 6.1 and 6.18.
extension SlabRules {
    /// The largest number of objects in a slab: the kernel's counter has 15 bits.
    static let maximumObjects: UInt32 = 32767
    /// The largest order that the page allocator serves.
    static let largestOrder = UInt8(orderCount - 1)

    /// The order of a slab of objects of `size` bytes. Precondition: one fits the largest block.
    func order(forSize size: UInt32) -> UInt8 {
        let most = max(Self.objects(inOrder: maximumOrder, size: size), 1)
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
        if Self.objects(inOrder: 0, size: size) > Self.maximumObjects {
            return Self.pageOrder(UInt64(size) * UInt64(Self.maximumObjects)) - 1
        }
        let lowest = Self.pageOrder(UInt64(objects) * UInt64(size))
        guard lowest <= limit else { return nil }
        return (lowest...limit).first { order in
            let bytes = pageSize << UInt64(order)
            return bytes % UInt64(size) <= bytes / fraction
        }
    }

    private static func fitting(_ size: UInt32) -> UInt8 {
        let order = pageOrder(UInt64(size))
        precondition(order <= largestOrder, "an object of \(size) bytes fits no block")
        return order
    }

    /// Objects that fit a block.
    static func objects(inOrder order: UInt8, size: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (pageSize << UInt64(order)) / UInt64(size))
    }

    /// get_order: the lowest order of a block of at least `bytes`.
    static func pageOrder(_ bytes: UInt64) -> UInt8 {
        let pages = (bytes + pageSize - 1) >> pageShift
        return pages <= 1 ? 0 : UInt8(64 - (pages - 1).leadingZeroBitCount)
    }

    static func roundUp(_ value: UInt32, to align: UInt32) -> UInt32 { (value + align - 1) & ~(align - 1) }
}
