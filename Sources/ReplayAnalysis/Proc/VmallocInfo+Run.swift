import ProcFiles
import ReplayModel
import ReplayStore
import Virtual

extension Run {
    /// /proc/vmallocinfo after a moment. Areas that are freed but not yet purged are shown since 5.3.
    package func vmallocInfo(at moment: Moment) throws -> VmallocInfo {
        let areas = try liveAreas(at: moment, withUnpurged: try generation() == .v61 || generation() == .v618)
        let kind = try architecture().kind
        return VmallocInfo(
            areas: areas, addressDigits: kind == .amd64 ? 16 : 8, physicalDigits: kind == .amd64 || kind == .i386PAE ? 16 : 8)
    }

    /// O(rows since the last keyframe that stored areas).
    private func liveAreas(at moment: Moment, withUnpurged: Bool) throws -> [VmallocInfo.Area] {
        let columns = "area, kind, start, size, pages, physical, caller"
        var stored: [Int64: StoredArea] = [:]
        let keyframe = try keyframe(of: .area, at: moment)
        if let keyframe {
            try database.forEachRow("SELECT \(columns), freed FROM area_checkpoint WHERE step = ?", [.integer(keyframe)]) { row in
                stored[row.integer(0)] = StoredArea(row, isFreed: row.integer(7) != 0)
            }
        }
        try database.forEachRow(
            "SELECT \(columns), op FROM area WHERE step > ? AND step <= ? ORDER BY step, seq",
            [.integer(keyframe ?? -1), SQLValue(moment.step)]
        ) { row in
            switch AreaOperation(rawValue: UInt8(truncatingIfNeeded: row.integer(7))) {
            case .allocate: stored[row.integer(0)] = StoredArea(row, isFreed: false)
            case .free: stored[row.integer(0)]?.isFreed = true
            case .purge, nil: stored[row.integer(0)] = nil
            }
        }
        let countsNodes = try countsNodes()
        let pointerSize = UInt64(try architecture().pointerSize)
        let areas = try stored.values.filter { withUnpurged || !$0.isFreed }.map { area in
            try shown(area, countsNodes: countsNodes, pointerSize: pointerSize)
        }
        let sorted = areas.sorted { $0.start < $1.start }
        return sorted.filter { $0.use != .unpurged } + VmallocInfo.merged(sorted.filter { $0.use == .unpurged })
    }

    private func shown(_ area: StoredArea, countsNodes: Bool, pointerSize: UInt64) throws -> VmallocInfo.Area {
        let use = AreaKind(rawValue: UInt8(truncatingIfNeeded: area.kind)).flatMap { VmallocInfo.Use(rawValue: "\($0)") } ?? .vmalloc
        var shown = VmallocInfo.Area(start: area.start, size: area.size, use: area.isFreed ? .unpurged : use)
        guard !area.isFreed else { return shown }
        // vmap's pages are its caller's: no pages= line.
        shown.pages = use == .vmap ? 0 : area.pages
        shown.hasLargePageList = shown.pages * pointerSize > pageSize
        shown.nodePages = countsNodes && shown.pages > 0 ? [shown.pages] : []
        shown.physical = area.physical
        shown.caller = try area.caller.map { try name($0) }
        return shown
    }
}

/// An area as rows have it.
private struct StoredArea {
    var kind: Int64
    var start: UInt64
    var size: UInt64
    var pages: UInt64
    var physical: UInt64?
    var caller: Int64?
    var isFreed: Bool

    /// Columns: area, kind, start, size, pages, physical, caller.
    init(_ row: Statement, isFreed: Bool) {
        (kind, start, size, pages) = (row.integer(1), row.address(2), row.address(3), row.address(4))
        physical = row.optionalInteger(5).map { UInt64(bitPattern: $0) }
        caller = row.optionalInteger(6)
        self.isFreed = isFreed
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
