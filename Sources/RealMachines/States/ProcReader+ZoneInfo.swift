import Replay
import TraceFormat

extension ProcReader {
    /// Zones with their limits and stocks (zoneinfo_show_print, mm/vmstat.c of 6.1). Statistics are not looked at.
    mutating func zoneInfo() throws(TraceError) {
        var order: [ZoneKind?] = []
        var kind: ZoneKind?
        var section = ZoneSection()
        var protections: [(zone: ZoneKind, values: [UInt64])] = []
        for line in text.lines {
            if line.words[0] == "Node" {
                finish(kind, section)
                kind = try text.zone(line)
                order.append(kind)
                section = ZoneSection()
            } else if order.isEmpty {
                throw text.error(line, "Node 0, zone NAME")
            } else {
                try read(line, into: &section)
                if let kind, line.words[0] == "protection:" { protections.append((kind, section.protection)) }
            }
        }
        finish(kind, section)
        for index in state.zones.indices {
            guard let found = protections.first(where: { $0.zone == state.zones[index].kind }) else { continue }
            state.zones[index].figures?.protection = SystemState.byKind(found.values, kinds: order)
        }
    }

    /// What stands below one zone's heading.
    private struct ZoneSection {
        var values: [String: UInt64] = [:]
        var protection: [UInt64] = []
        var stocks: [ZoneFacts.Stock] = []
    }

    private static let fields = [
        "min", "low", "high", "spanned", "present", "managed", "start_pfn:", "nr_free_pages", "nr_free_highatomic",
        "nr_reserved_highatomic",
    ]

    private func read(_ line: WordLines.Line, into section: inout ZoneSection) throws(TraceError) {
        switch line.words[0] {
        case "pages":
            // The field is cut to its meaning: `pages free N`.
            if line.words.count == 3 { section.values["free"] = try text.number(line, 2, "pages free N") }
        case "protection:":
            let list = line.words.dropFirst().joined().filter { $0 != "(" && $0 != ")" }
            let values = list.split(separator: ",").map { UInt64($0) }
            guard !values.contains(nil) else { throw text.error(line, "protection: (N, N, …)") }
            section.protection = values.compactMap { $0 }
        case "cpu:":
            guard try text.number(line, 1, "a processor's number") == section.stocks.count else {
                throw text.error(line, "processors from 0")
            }
            section.stocks.append(ZoneFacts.Stock(count: 0, high: 0, batch: 1))
        case "count:" where !section.stocks.isEmpty:
            section.stocks[section.stocks.count - 1].count = try text.number(line, 1, "a count")
        case "high:" where !section.stocks.isEmpty:
            section.stocks[section.stocks.count - 1].high = UInt32(clamping: try text.number(line, 1, "a count"))
        case "batch:" where !section.stocks.isEmpty:
            section.stocks[section.stocks.count - 1].batch = UInt32(clamping: try text.number(line, 1, "a count"))
        case let name where Self.fields.contains(name): section.values[name] = try text.number(line, 1, "\(name) N")
        default: return
        }
    }

    /// Zones without RAM are left out.
    private mutating func finish(_ kind: ZoneKind?, _ section: ZoneSection) {
        guard let kind, let present = section.values["present"], present > 0, let spanned = section.values["spanned"],
            let start = section.values["start_pfn:"]
        else { return }
        let zone = state.zone(kind)
        state.zones[zone].figures = ZoneFacts.Figures(
            start: start, spanned: spanned, present: present, managed: section.values["managed"] ?? 0, min: section.values["min"] ?? 0,
            low: section.values["low"] ?? 0, high: section.values["high"] ?? 0, highAtomic: section.values["nr_reserved_highatomic"],
            protection: section.protection)
        state.zones[zone].free = section.values["nr_free_pages"] ?? section.values["free"]
        state.zones[zone].stocks = section.stocks.isEmpty ? nil : section.stocks
    }
}

extension SystemState {
    /// A zone's protection by `ZoneKind`, from the kernel's list by its own zones (`kinds`; nil stands for one that is not modelled).
    /// A kind that the kernel does not have keeps as much as the one below it.
    static func byKind(_ values: [UInt64], kinds: [ZoneKind?]) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: ZoneKind.allCases.count)
        var last: UInt64 = 0
        for kind in ZoneKind.allCases {
            if let index = kinds.firstIndex(of: kind), index < values.count { last = values[index] }
            result[Int(kind.rawValue)] = last
        }
        return result
    }

    /// The zones that a kernel with these populated zones and that long a list of protections has built in
    /// (include/linux/mmzone.h of 6.1: DMA32 is 64 bit's, HighMem 32 bit's).
    static func builtInKinds(_ populated: [ZoneKind], protections: Int) -> [ZoneKind?] {
        let isWide = populated.contains(.dma32)
        var kinds: [ZoneKind?] = populated.contains(.dma) ? [.dma] : []
        if isWide { kinds.append(.dma32) }
        kinds.append(.normal)
        if populated.contains(.highMem) || (!isWide && kinds.count + 2 <= protections) { kinds.append(.highMem) }
        kinds.append(.movable)
        return kinds
    }
}
