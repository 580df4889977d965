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
        let zones = try self.zones()
        let flags = GfpFlags(rawValue: gfp)
        let kinds = try protectedKinds()
        let highest = kinds.firstIndex(of: flags.highestZone) ?? 0
        let usable = zones.filter { $0.managed > 0 && Self.kind($0.name).map { $0 <= flags.highestZone } ?? false }.reversed()
        guard let place = usable.firstIndex(where: { $0.id == taken }) else { return nil }
        let tried = usable[...place]
        var free: [UInt64] = []
        for zone in tried { free.append(try freePages(of: zone.id, before: page)) }
        func reserve(_ zone: Zone) -> UInt64 { zone.protection.indices.contains(highest) ? zone.protection[highest] : 0 }
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
        let hasDMA = try zones().contains { $0.name == ZoneKind.dma.title }
        let is64Bit = try architecture().pointerSize == 8
        return ZoneKind.allCases.filter { ($0 != .dma || hasDMA) && ($0 != .dma32 || is64Bit) }
    }

    private static func kind(_ title: String) -> ZoneKind? { ZoneKind.allCases.first { $0.title == title } }

    /// Free pages of a zone's buddy when the request of a page row began, before a refill of the per-CPU list that it caused.
    private func freePages(of zone: Int64, before page: Placed<PageRow>) throws -> UInt64 {
        let begin = try previous(ZoneFreeRow.self, where: .zone, is: zone, before: page.step)?.free.word ?? 0
        let change = try database.integer(
            """
            SELECT total(CASE o.word
                WHEN 'allocate' THEN iif(p.block_order IS NULL, 0, -(1 << p.ord)) WHEN 'refill' THEN -(1 << p.ord)
                WHEN 'free' THEN iif(p.block_order IS NULL, 0, 1 << p.ord) WHEN 'drain' THEN 1 << p.ord ELSE 0 END)
            FROM page p JOIN code o ON o.table_name = 'page' AND o.column_name = 'op' AND o.code = p.op
            WHERE p.step = ?1 AND p.zone = ?3 AND p.seq <= (
                SELECT max(q.seq) FROM page q JOIN code r ON r.table_name = 'page' AND r.column_name = 'op' AND r.code = q.op
                WHERE q.step = ?1 AND q.seq < ?2 AND r.word <> 'refill')
            """, [SQLValue(page.step), .integer(page.seq), .integer(zone)])
        return UInt64(max(0, begin + (change ?? 0)))
    }

    /// The row by which a frame was taken in a step, before a row of the same step.
    func taking(_ frame: FrameNumber, before row: Placed<some TableRow>) throws -> Placed<PageRow>? {
        let column = PageRow.Column.self
        let isTaken = "\(column.frame) = ? AND \(column.operation) = \(PageOperation.allocate.rawValue)"
        return try database.row(
            of: PageRow.self, "WHERE step = ? AND seq < ? AND \(isTaken) ORDER BY seq DESC LIMIT 1",
            [SQLValue(row.step), .integer(row.seq), .integer(frame.word)])
    }
}
