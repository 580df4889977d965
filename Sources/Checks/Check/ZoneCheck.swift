import Pages
import RealMachines
import ReplayAnalysis
import ReplayModel
import ReplayStore
import TraceFormat

/// One zone of a run beside the real one.
struct ZoneCheck {
    let zone: RunMachine.Zone
    let facts: ZoneFacts
    let flags: PageFlags?
    let stored: AllocatorMoment
    let pageblockOrder: Int
    /// RAM of the whole machine.
    let ram: FrameRuns

    /// Calls `report` with each kind of thing compared.
    func run(_ report: (String, Tally) -> Void) {
        report("zone", figures())
        report("free blocks by order", blocks())
        report("free blocks by type", blocksByType())
        report("free lists in order", lists())
        report("free frames", frames())
        report("per-CPU limits", limits())
        report("per-CPU lists in order", perCPU())
        report("page-block types", pageblocks())
        report("page blocks by type", pageblockCounts())
    }

    private func figures() -> Tally {
        var tally = Tally()
        let totals = stored.totals[zone.id]
        if let real = facts.figures {
            tally.compare("start_pfn", zone.start, real.start)
            tally.compare("spanned", zone.spanned, real.spanned)
            tally.compare("present", zone.present, real.present)
            tally.compare("managed", totals?.managed ?? zone.managed, real.managed)
            tally.compare("min", zone.min, real.min)
            tally.compare("low", zone.low, real.low)
            tally.compare("high", zone.high, real.high)
            if let highAtomic = real.highAtomic { tally.compare("highatomic", totals?.highAtomic ?? 0, highAtomic) }
        }
        if let free = facts.free { tally.compare("free", totals?.free ?? 0, free) }
        return tally
    }

    private func count(_ order: Int) -> UInt64 {
        (0..<migratetypes).reduce(0) { $0 + UInt64(stored.free(zone.id, order: order, type: $1).count) }
    }

    private func blocks() -> Tally {
        var tally = Tally()
        let flagged = flags.flatMap { facts.blockCounts == nil ? counts($0) : nil }
        guard let real = facts.blockCounts ?? flagged else { return tally }
        for order in 0..<orderCount { tally.compare("order \(order)", count(order), real[order]) }
        return tally
    }

    /// Free blocks by order as page flags have them.
    private func counts(_ flags: PageFlags) -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: orderCount)
        for block in flags.free.intersection(span).blocks() { counts[Int(block.order)] += 1 }
        return counts
    }

    private var span: Range<UInt64> { zone.start..<(zone.start + zone.spanned) }

    private func blocksByType() -> Tally {
        var tally = Tally()
        guard let real = facts.blocksByType else { return tally }
        for type in 0..<migratetypes {
            for order in 0..<orderCount {
                let own = UInt64(stored.free(zone.id, order: order, type: type).count)
                tally.compare("order \(order) \(word(type))", own, real[type][order])
            }
        }
        return tally
    }

    private func lists() -> Tally {
        var tally = Tally()
        guard let real = facts.lists else { return tally }
        for order in 0..<orderCount {
            for type in 0..<migratetypes {
                compare("order \(order) \(word(type))", stored.free(zone.id, order: order, type: type), real[order][type], &tally)
            }
        }
        return tally
    }

    private func compare(_ name: String, _ own: [UInt32], _ real: [UInt32], _ tally: inout Tally) {
        guard own != real else { return tally.add(true, "") }
        let index = zip(own, real).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(own.count, real.count)
        let ownFrame = index < own.count ? "\(own[index])" : "the end"
        let realFrame = index < real.count ? "\(real[index])" : "the end"
        tally.add(false, "\(name), place \(index): \(ownFrame), really \(realFrame)")
    }

    private func frames() -> Tally {
        var tally = Tally()
        guard let real = realFree else { return tally }
        let own = stored.freeFrames(zone.id)
        tally.compared = own.union(real).count
        let (surplus, missing) = (own.subtracting(real), real.subtracting(own))
        tally.different = surplus.count + missing.count
        let firsts = [
            surplus.ranges.first.map { ($0.lowerBound, "is free, really not") },
            missing.ranges.first.map { ($0.lowerBound, "is not free, really it is") },
        ]
        tally.first = firsts.compactMap { $0 }.min { $0.0 < $1.0 }.map { "frame \($0.0) \($0.1)" }
        return tally
    }

    private var realFree: FrameRuns? {
        if let lists = facts.lists {
            return FrameRuns(
                lists.enumerated().flatMap { order, types in
                    types.joined().map { UInt64($0)..<(UInt64($0) + 1 << UInt64(order)) }
                })
        }
        return flags.map { $0.free.intersection(span) }
    }

    private func limits() -> Tally {
        var tally = Tally()
        let own = stored.perCPU[zone.id] ?? []
        for (cpu, real) in (facts.perCPU ?? []).enumerated() {
            guard cpu < own.count else {
                tally.add(false, "the run has no CPU \(cpu)")
                continue
            }
            tally.compare("cpu \(cpu) count", own[cpu].count, real.count)
            tally.compare("cpu \(cpu) high", own[cpu].high, UInt64(real.high))
            tally.compare("cpu \(cpu) batch", own[cpu].batch, UInt64(real.batch))
            if let factor = real.freeFactor { tally.compare("cpu \(cpu) free_factor", own[cpu].freeFactor, UInt64(factor)) }
        }
        return tally
    }

    private func perCPU() -> Tally {
        var tally = Tally()
        for (cpu, real) in (facts.perCPU ?? []).enumerated() {
            guard let lists = real.lists else { continue }
            for (index, list) in lists.enumerated() {
                compare("cpu \(cpu) list \(index)", perCPUList(cpu, index, lists.count), list, &tally)
            }
        }
        return tally
    }

    /// A per-CPU list by the kernel's index; the last of those of page-block size is Movable's.
    private func perCPUList(_ cpu: Int, _ index: Int, _ count: Int) -> [UInt32] {
        if index < 12 { return stored.perCPUList(zone.id, cpu: cpu, order: index / 3, type: index % 3) }
        if index == count - 1 { return stored.perCPUList(zone.id, cpu: cpu, order: pageblockOrder, type: 1) }
        return stored.perCPUList(zone.id, cpu: cpu, order: pageblockOrder, type: 0)
            + stored.perCPUList(zone.id, cpu: cpu, order: pageblockOrder, type: 2)
    }

    private func pageblocks() -> Tally {
        var tally = Tally()
        guard let real = facts.pageblocks else { return tally }
        let own = stored.pageblocks[zone.id] ?? []
        for index in 0..<max(own.count, real.count) {
            let ownType = index < own.count ? word(Int(own[index])) : "none"
            let realType = index < real.count ? word(Int(real[index])) : "none"
            tally.add(ownType == realType, "page block \(index): \(ownType), really \(realType)")
        }
        return tally
    }

    private func pageblockCounts() -> Tally {
        var tally = Tally()
        guard let real = facts.pageblockCounts else { return tally }
        let own = countedPageblocks()
        for type in 0..<migratetypes { tally.compare(word(type), own[type], real[type]) }
        return tally
    }

    /// Page blocks by type as /proc counts them: by the frame at every page block's distance from the zone's first, where it is
    /// RAM (pagetypeinfo_showblockcount_print, mm/vmstat.c of 6.1).
    private func countedPageblocks() -> [UInt64] {
        var counts = [UInt64](repeating: 0, count: migratetypes)
        let types = stored.pageblocks[zone.id] ?? []
        let bits = UInt64(pageblockOrder)
        for frame in stride(from: span.lowerBound, to: span.upperBound, by: 1 << pageblockOrder) {
            let index = Int(frame >> bits - span.lowerBound >> bits)
            guard index < types.count, !ram.intersection(frame..<(frame + 1)).isEmpty else { continue }
            counts[Int(types[index])] += 1
        }
        return counts
    }

    private func word(_ type: Int) -> String { type < Migratetype.words.count ? Migratetype.words[type] : "\(type)" }
}
