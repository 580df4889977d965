import Pages
import ReplayModel
import TraceFormat

extension StatePlan {
    /// Free blocks of a zone: from ordered lists, else from page flags, else from counts alone.
    mutating func placeFree(_ facts: ZoneFacts, _ extent: inout Extent) throws(TraceError) {
        if let lists = facts.lists {
            placeLists(lists, &extent)
        } else if let flags = state.flags {
            let free = flags.free.intersection(extent.span)
            extent.named = free
            for block in free.blocks() { pages.free.append(.init(frame: FrameNumber(block.frame), order: block.order)) }
        } else if facts.blockCounts != nil {
            try placeCounts(facts, &extent)
        }
    }

    private mutating func placeLists(_ lists: [[[UInt32]]], _ extent: inout Extent) {
        var ranges: [Range<UInt64>] = []
        for (order, types) in lists.enumerated() {
            for (type, list) in types.enumerated() {
                for frame in list {
                    pages.free.append(.init(frame: FrameNumber(frame), order: UInt8(order), migratetype: UInt8(type)))
                    ranges.append(UInt64(frame)..<(UInt64(frame) + 1 << UInt64(order)))
                }
            }
        }
        extent.named = FrameRuns(ranges)
    }

    /// Blocks that are only counted. Reserved frames are kept clear where that leaves room.
    private mutating func placeCounts(_ facts: ZoneFacts, _ extent: inout Extent) throws(TraceError) {
        let counts = countsByType(facts)
        let clear = extent.ram.count - (extent.managed ?? 0)
        var likely = FrameRuns()
        for set in likelyReserved { likely = likely.union(set.intersection(extent.ram).subtracting(likely).prefix(clear - likely.count)) }
        var placement = BlockPlacement(
            frames: extent.ram.subtracting(likely).subtracting(slabFrames), pageblockOrder: profile.architecture.pageblockOrder)
        if placement.place(counts) != nil {
            placement = BlockPlacement(frames: extent.ram, pageblockOrder: profile.architecture.pageblockOrder)
            if let order = placement.place(counts) {
                throw error(
                    "the free blocks of zone \(extent.title) do not fit into its RAM (order \(order))",
                    expected: "buddyinfo and zoneinfo of one machine")
            }
        }
        // Each list ascends, as after boot.
        for block in placement.placed.sorted(by: { $0.frame < $1.frame }) {
            pages.free.append(.init(frame: FrameNumber(block.frame), order: block.order, migratetype: block.type))
        }
        extent.named = FrameRuns(placement.placed.map { UInt64($0.frame)..<(UInt64($0.frame) + 1 << UInt64($0.order)) })
        if facts.pageblocks == nil { add(placement.pageblockTypes(extent.span, counts: facts.pageblockCounts), extent.span) }
        note(.statePlacedBlocks, UInt64(placement.placed.count))
    }

    /// Free blocks by type and order. pagetypeinfo and buddyinfo are read one after the other; where they differ buddyinfo's number
    /// holds, and Movable's part gives or takes first.
    private mutating func countsByType(_ facts: ZoneFacts) -> [[UInt64]] {
        let movable = Int(Migratetype.movable.rawValue)
        let none = [[UInt64]](repeating: Array(repeating: 0, count: orderCount), count: Migratetype.allCases.count)
        var counts = facts.blocksByType ?? none
        guard let blocks = facts.blocks else { return counts }
        for order in 0..<orderCount {
            let total = counts.reduce(0) { $0 + $1[order] }
            guard total != blocks[order] else { continue }
            if facts.blocksByType != nil { note(.stateSnapshotsDiffer) }
            if total < blocks[order] { counts[movable][order] += blocks[order] - total }
            var surplus = total > blocks[order] ? total - blocks[order] : 0
            for type in [movable] + counts.indices.filter({ $0 != movable }) where surplus > 0 {
                let less = min(surplus, counts[type][order])
                counts[type][order] -= less
                surplus -= less
            }
        }
        return counts
    }

    /// Per-CPU lists and limits. Where only their length is known, single pages from the zone's top that are not free stand for
    /// them, but not in placement `recorded`, where they would join the buddy. They stand on Unmovable's lists, in HighMem on
    /// Movable's: of a real machine at rest 94 % did (6.1 amd64, 1104 of 1171 pages), since processes empty Movable's.
    mutating func placePerCPU(_ facts: ZoneFacts, _ zone: ZoneIndex, _ extent: inout Extent) {
        for (cpu, own) in (facts.perCPU ?? []).enumerated() {
            let cpu = UInt16(clamping: cpu)
            pages.perCPULimits.append(.init(zone: zone, cpu: cpu, high: own.high, batch: own.batch))
            if let factor = own.freeFactor, factor > 0 { pages.freeFactors.append(.init(zone: zone, cpu: cpu, factor: factor)) }
            if own.uncounted != 0 { pages.uncounted.append(.init(zone: zone, cpu: cpu, pages: own.uncounted)) }
            var ranges: [Range<UInt64>] = []
            if let lists = own.lists {
                for (index, list) in lists.enumerated() {
                    let order = perCPUListOrder(index)
                    for frame in list {
                        pages.perCPU.append(
                            .init(frame: FrameNumber(frame), order: order, migratetype: perCPUListType(index, of: lists.count), cpu: cpu))
                        ranges.append(UInt64(frame)..<(UInt64(frame) + 1 << UInt64(order)))
                    }
                }
            } else if placement == .model, profile.pages.perCPULists, state.flags == nil, own.count > 0 {
                ranges = guessed(own.count, cpu, extent)
            }
            extent.named = extent.named.union(FrameRuns(ranges))
        }
    }

    private mutating func guessed(_ count: UInt64, _ cpu: UInt16, _ extent: Extent) -> [Range<UInt64>] {
        let managed = extent.managed ?? extent.ram.count
        let room = managed - min(managed, extent.named.count)
        let ranges = extent.ram.subtracting(extent.named).suffix(min(count, room)).ranges
        let type = extent.kind == .highMem || extent.kind == .movable ? Migratetype.movable : .unmovable
        for range in ranges {
            for frame in range {
                pages.perCPU.append(.init(frame: FrameNumber(UInt32(frame)), order: 0, migratetype: type.rawValue, cpu: cpu))
            }
        }
        note(.statePlacedPerCpuPages, min(count, room))
        return ranges
    }

    /// The migrate type of a per-CPU list; of the lists of page-block size the last is Movable's.
    private func perCPUListType(_ index: Int, of count: Int) -> UInt8 {
        guard index >= 12 else { return UInt8(index % 3) }
        return index == count - 1 ? Migratetype.movable.rawValue : Migratetype.unmovable.rawValue
    }

    mutating func add(_ types: [UInt8], _ span: Range<UInt64>) {
        let bits = UInt64(profile.architecture.pageblockOrder)
        for (index, type) in types.enumerated() {
            let frame = max(((span.lowerBound >> bits) + UInt64(index)) << bits, span.lowerBound)
            if frame < span.upperBound { pages.pageblocks.append(.init(frame: FrameNumber(UInt32(frame)), migratetype: type)) }
        }
    }
}
