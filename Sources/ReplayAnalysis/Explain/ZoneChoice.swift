import Notation
import Pages
import ReplayModel
import ReplayStore
import TraceFormat

/// Why a page came from its zone: the zonelist down to it, each zone with its watermark (get_page_from_freelist and
/// __zone_watermark_ok, mm/page_alloc.c of Linux 6.1).
struct ZoneChoice {
    struct Candidate {
        var name: String
        var free: UInt64
        var mark: UInt64
        /// Pages kept from requests that could have used a higher zone (lowmem_reserve).
        var reserve: UInt64
        var isTaken: Bool
    }

    var candidates: [Candidate]
    /// No zone was above its low watermark, so the min watermark decided.
    var isSlowPath: Bool
    var isFromPerCPU: Bool

    private var mark: String { isSlowPath ? "min" : "low" }

    /// `HighMem first: 35 free, not above low 74 + 0 reserved; Normal: 214,000 free, above low 1,141 + 1,150: taken`.
    var text: String {
        let parts = candidates.map { zone in
            let isAbove = zone.free > zone.mark + zone.reserve
            return "\(zone.name) has \(grouped(zone.free)) free, \(isAbove ? "above" : "not above") \(mark) \(grouped(zone.mark))"
                + (zone.reserve > 0 ? " + \(grouped(zone.reserve)) reserved" : "")
        }
        let intro = isSlowPath ? "No zone is above its low watermark, so the min watermarks count: " : "Zonelist: "
        return intro + parts.joined(separator: "; ") + (isFromPerCPU ? "; the page stands on the processor's own list." : ".")
    }

    var json: JSON {
        .object([
            ("watermark", .string(mark)), ("per_cpu_list", .boolean(isFromPerCPU)),
            (
                "zones",
                .array(
                    candidates.map {
                        .object([
                            ("zone", .string($0.name)), ("free", .number("\($0.free)")), ("mark", .number("\($0.mark)")),
                            ("reserve", .number("\($0.reserve)")), ("taken", .boolean($0.isTaken)),
                        ])
                    })
            ),
        ])
    }
}

extension Run {
    /// Why the page row's block came from its zone. Watermarks are those of the run's end.
    func zoneChoice(_ page: Placed<PageRow>) throws -> ZoneChoice? {
        guard let gfp = page.gfp else { return nil }
        let taken = page.zone.word
        let zones = try machine.zones()
        let flags = GfpFlags(rawValue: gfp)
        let kinds = try protectedKinds()
        let highest = kinds.firstIndex(of: flags.highestZone) ?? 0
        let usable = zones.filter { $0.managed > 0 && Self.kind($0.name).map { $0 <= flags.highestZone } ?? false }.reversed()
        guard let place = usable.firstIndex(where: { $0.id == taken }) else { return nil }
        let tried = usable[...place]
        var free: [UInt64] = []
        for zone in tried { free.append(try pages.freePages(of: zone.id, before: page)) }
        func reserve(_ zone: RunMachine.Zone) -> UInt64 { zone.protection.indices.contains(highest) ? zone.protection[highest] : 0 }
        let need = UInt64(1) << UInt64(page.order) - 1
        let isSlow = !zip(tried, free).contains { zone, free in free > zone.low + reserve(zone) + need }
        return ZoneChoice(
            candidates: zip(tried, free).map { zone, free in
                ZoneChoice.Candidate(
                    name: zone.name, free: free, mark: isSlow ? zone.min : zone.low, reserve: reserve(zone), isTaken: zone.id == taken)
            }, isSlowPath: isSlow, isFromPerCPU: page.blockOrder == nil)
    }

    /// The kinds that a zone's protections stand for, in order.
    private func protectedKinds() throws -> [ZoneKind] {
        let hasDMA = try machine.zones().contains { $0.name == ZoneKind.dma.title }
        let is64Bit = try machine.architecture().pointerSize == 8
        return ZoneKind.allCases.filter { ($0 != .dma || hasDMA) && ($0 != .dma32 || is64Bit) }
    }

    private static func kind(_ title: String) -> ZoneKind? { ZoneProfile.parse(title: title)?.kind }
}
