import Notation
import Pages
import ProcFiles
import ReplayModel
import TraceFormat

extension RequestExplanation {
    /// How many blocks, and holders in each, are shown.
    private static let limits = (blocks: 8, holders: 6)

    package var text: String {
        var text = "\n\(title)\n"
        text +=
            "  Request: \(Describe.block(order: order)), \(Describe.gfp(Int64(gfp))), "
            + "\(Self.typeName(migratetype)), \(who).\n"
        if alike > 0 { text += "  \(grouped(alike)) more like it in this step.\n" }
        if isAfterUndo { text += "  What it had taken was given back before this row: the figures are those after that.\n" }
        text += "  Zones tried, pages:\n" + attempts.map { "    \($0.flags.joined(separator: "|"))\n" + lines($0) }.joined()
        if let fallback { text += fallbackText(fallback) }
        text += "  Free blocks by order:\n" + freeLists
        if order > 0 { text += zones.map { "  \(indices($0))\n" }.joined() }
        return text + pinText
    }

    private var title: String {
        switch kind {
        case .failed: "Why the request found no page"
        case .mixedTypes: "Why another migrate type's memory was taken"
        case .lowerZone: "Why a lower zone had to serve"
        }
    }

    private func lines(_ attempt: RequestAttempt) -> String {
        let width = attempt.zones.map { zoneName($0.zone).count }.max() ?? 0
        return attempt.zones.map { "      \(zoneName($0.zone).rightPadded(width))  \(arithmetic($0.check)): \(verdict($0))\n" }.joined()
    }

    private func zoneName(_ zone: ZoneIndex) -> String {
        zoneNames.indices.contains(Int(zone.rawValue)) ? zoneNames[Int(zone.rawValue)] : "\(zone.rawValue)"
    }

    /// `free 812 - 15 = 797 > min 41 + reserve 0 = 41`.
    private func arithmetic(_ check: WatermarkCheck) -> String {
        if check.ignoresWatermarks { return "free \(check.free), no watermark" }
        var left = "free \(check.free)"
        if check.uncounted > 0 { left += " - \(check.uncounted) not counted yet" }
        if check.uncounted < 0 { left += " + \(-check.uncounted) still counted" }
        if check.orderPages > 0 { left += " - \(check.orderPages)" }
        if check.highAtomic > 0 { left += " - \(check.highAtomic) (high-atomic)" }
        if check.cma > 0 { left += " - \(check.cma) (CMA)" }
        if check.usable != Int64(check.free) { left += " = \(check.usable)" }
        var right = "\(check.markName) \(check.mark)" + (check.boost > 0 ? " (boost \(check.boost) in it)" : "")
        for reduction in check.reductions { right += " - \(reduction.pages) (\(reduction.flag))" }
        right += " + reserve \(check.lowmemReserve)"
        return "\(left) \(check.passes ? ">" : "≤") \(right) = \(check.least + Int64(check.lowmemReserve))"
    }

    private func verdict(_ trial: ZoneTrial) -> String {
        let largest = trial.largestOrder.map { "the largest free block is of order \($0)" } ?? "no block is free"
        switch trial.outcome {
        case .serves: return "serves it"
        case .belowWatermark: return "below the watermark"
        case .noBlock: return "above the watermark, but \(barred(trial) ?? largest)"
        case .fewLargeBlocks: return "above the watermark in all, but not with its larger blocks alone"
        case .wouldMix: return "above the watermark, but it would have to mix migrate types"
        }
    }

    /// Blocks that would do, but are of types that the request may not take; nil: none are.
    private func barred(_ trial: ZoneTrial) -> String? {
        let types: [(type: Migratetype, who: String)] = [
            (.cma, "only movable requests"), (.highAtomic, "only requests that cannot sleep"), (.isolate, "nobody"),
        ]
        let present = types.filter { trial.enough[Int($0.type.rawValue)] > 0 }
        guard !present.isEmpty else { return nil }
        return present.map { type, who in
            let (count, name) = (trial.enough[Int(type.rawValue)], Self.typeName(type.rawValue))
            let blocks = count == 1 ? "1 block of order \(order) or more is" : "\(grouped(count)) blocks of order \(order) or more are"
            return "\(blocks) free, \(count == 1 ? "" : "all ")\(name), which \(who) may take"
        }.joined(separator: "; ")
    }

    private func fallbackText(_ fallback: PageFallbackRow) -> String {
        let block = Describe.block(order: fallback.blockOrder)
        let fate =
            fallback.changedOwnership
            ? "Its page block is \(Self.typeName(fallback.migratetype)) from here on."
            : "Its page block keeps its type."
        return "  Taken: the first \(Self.typeName(fallback.fallbackMigratetype)) block of order \(fallback.blockOrder) in "
            + "\(zoneName(fallback.zone)), \(block) at frame \(Describe.hex(fallback.frame)), for lack of "
            + "\(Self.typeName(fallback.migratetype)) blocks of order \(fallback.order) or more. \(fate)\n"
    }

    private var freeLists: String {
        var cells = [["zone", "type"] + (0...10).map(String.init)]
        for zone in zones {
            for (type, counts) in zone.blocks.enumerated() where type < 3 || counts.contains(where: { $0 > 0 }) {
                cells.append([zone.name, Self.typeName(UInt8(type))] + counts.map(String.init))
            }
        }
        return table(cells, right: Set(2...12)).split(separator: "\n").map { "    \($0)\n" }.joined()
    }

    private func indices(_ zone: ZoneLists) -> String {
        "\(zone.name), order \(order): extfrag_index \(Self.thousandths(zone.extfragIndex)) (\(zone.meaning)), "
            + "unusable_index \(Self.thousandths(zone.unusableIndex)) (\(zone.share) of its free memory is in smaller blocks)."
            + (zone.perCPU > 0 ? " \(Describe.pages(zone.perCPU)) on per-CPU lists." : "")
    }

    static func thousandths(_ value: Int64) -> String {
        (value < 0 ? "-" : "") + decimal(value.magnitude, over: 1000, digits: 3)
    }

    private var pinText: String {
        guard pinOrder > 0 else { return "" }
        let most = "with at most \(pinLimit) of \(1 << UInt32(pinOrder)) frames in use"
        guard !pins.isEmpty else { return "  No block of order \(pinOrder) is nearly free (\(most)).\n" }
        var text = "  Nearly free blocks of order \(pinOrder) (\(most)): \(grouped(pins.count)), and what pins them:\n"
        for block in pins.prefix(Self.limits.blocks) { text += line(block) }
        if pins.count > Self.limits.blocks { text += "    … \(grouped(pins.count - Self.limits.blocks)) more\n" }
        return text
    }

    private func line(_ block: PinnedBlock) -> String {
        let size = UInt32(1) << UInt32(block.order)
        let unmanaged = block.managed < size ? ", \(size - block.managed) not managed" : ""
        var text =
            "    \(Describe.hex(block.frame)) (\(zoneName(block.zone)), \(block.used) in use, \(block.free) free\(unmanaged)): "
        text += block.holders.prefix(Self.limits.holders).map(holder).joined(separator: "; ")
        if block.holders.count > Self.limits.holders { text += "; … \(grouped(block.holders.count - Self.limits.holders)) more" }
        return text + "\n"
    }

    private func holder(_ holder: PinnedBlock.Holder) -> String {
        let since = holder.step.map { "since step \($0)" } ?? "since before the run"
        return "\(Describe.frames(holder.frame, order: holder.order)) \(pinOwners[holder.owner] ?? "") \(since)"
    }

    static func typeName(_ type: UInt8) -> String {
        switch Migratetype(rawValue: type) {
        case .unmovable: "unmovable"
        case .movable: "movable"
        case .reclaimable: "reclaimable"
        case .highAtomic: "high-atomic"
        case .isolate: "isolated"
        case .cma: "CMA"
        case nil: "\(type)"
        }
    }
}

extension RequestExplanation.ZoneLists {
    /// What extfrag_index says.
    var meaning: String {
        if extfragIndex < 0 { return "a block is free" }
        if free == 0 { return "nothing is free" }
        return extfragIndex >= 500 ? "towards fragmentation" : "towards lack of memory"
    }

    var share: String {
        switch unusableIndex {
        case 0: "none"
        case 1000: "all"
        default: "\(unusableIndex / 10).\(unusableIndex % 10) %"
        }
    }
}
