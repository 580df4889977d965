import Replay
import ReplayStore

extension Run {
    /// /proc/vmallocinfo after a moment. Areas that are freed but not yet purged are shown since 5.3.
    public func vmallocInfo(at moment: Moment) throws -> VmallocInfo {
        let areas = try liveAreas(at: moment, withUnpurged: try generation() == .v61 || generation() == .v618)
        let kind = try architecture().kind
        return VmallocInfo(
            areas: areas, addressDigits: kind == .amd64 ? 16 : 8, physicalDigits: kind == .amd64 || kind == .i386PAE ? 16 : 8)
    }

    private func liveAreas(at moment: Moment, withUnpurged: Bool) throws -> [VmallocInfo.Area] {
        var areas: [Int64: VmallocInfo.Area] = [:]
        let nodes = try countsNodes()
        let pointerSize = UInt64(try architecture().pointerSize)
        try database.forEachRow(
            """
            SELECT o.word, k.word, a.area, a.start, a.size, a.pages, a.physical, n.text FROM area a
            JOIN code o ON o.table_name = 'area' AND o.column_name = 'op' AND o.code = a.op
            JOIN code k ON k.table_name = 'area' AND k.column_name = 'kind' AND k.code = a.kind
            LEFT JOIN name n ON n.id = a.caller WHERE a.step <= ? ORDER BY a.step, a.seq
            """, [SQLValue(moment.step)]
        ) { row in
            let id = row.integer(2)
            switch row.text(0) {
            case "allocate":
                var area = VmallocInfo.Area(
                    start: row.address(3), size: row.address(4), use: VmallocInfo.Use(rawValue: row.text(1)) ?? .vmalloc)
                // vmap's pages are its caller's: no pages= line.
                area.pages = area.use == .vmap ? 0 : row.address(5)
                area.hasLargePageList = area.pages * pointerSize > pageSize
                area.nodePages = nodes && area.pages > 0 ? area.pages : nil
                area.physical = row.optionalInteger(6).map { UInt64(bitPattern: $0) }
                area.caller = row.optionalText(7)
                areas[id] = area
            case "free":
                areas[id]?.use = nil
                if !withUnpurged { areas[id] = nil }
            default: areas[id] = nil
            }
        }
        let sorted = areas.values.sorted { $0.start < $1.start }
        return sorted.filter { $0.use != nil } + VmallocInfo.merged(sorted.filter { $0.use == nil })
    }
}

extension VmallocInfo {
    /// Freed areas side by side are one until the purge (merge_or_add_vmap_area, mm/vmalloc.c since 5.11); they are printed after all
    /// others.
    fileprivate static func merged(_ freed: [Area]) -> [Area] {
        var result: [Area] = []
        for area in freed {
            if let last = result.last, last.start &+ last.size == area.start {
                result[result.count - 1].size += area.size
            } else {
                result.append(area)
            }
        }
        return result
    }
}
