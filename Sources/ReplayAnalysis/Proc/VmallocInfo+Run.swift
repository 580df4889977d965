import ProcFiles
import ReplayModel
import ReplayStore
import Virtual

extension Run {
    /// /proc/vmallocinfo after a moment. Areas that are freed but not yet purged are shown since 5.3.
    package func vmallocInfo(at moment: Moment) throws -> VmallocInfo {
        let areas = try liveAreas(at: moment, withUnpurged: try machine.generation() == .v61 || machine.generation() == .v618)
        let architecture = try machine.architecture()
        let isWide = architecture.pointerSize == 8
        var info = VmallocInfo(
            areas: areas, addressDigits: isWide ? 16 : 8, physicalDigits: isWide || architecture.kind == .i386PAE ? 16 : 8)
        info.shortPhysical = try machine.generation().rawValue <= KernelGeneration.v44.rawValue
        return info
    }

    private func liveAreas(at moment: Moment, withUnpurged: Bool) throws -> [VmallocInfo.Area] {
        let countsNodes = try machine.countsNodes()
        let pointerSize = UInt64(try machine.architecture().pointerSize)
        let areas = try addressSpaces.kernelAreas(at: moment).filter { withUnpurged || !$0.isFreed }.map { area in
            try shown(area, countsNodes: countsNodes, pointerSize: pointerSize)
        }
        let sorted = areas.sorted { $0.start < $1.start }
        return sorted.filter { $0.use != .unpurged } + VmallocInfo.merged(sorted.filter { $0.use == .unpurged })
    }

    private func shown(_ area: AreaCheckpointRow, countsNodes: Bool, pointerSize: UInt64) throws -> VmallocInfo.Area {
        let use = VmallocInfo.Use(rawValue: "\(area.kind)") ?? .vmalloc
        var shown = VmallocInfo.Area(start: area.start.rawValue, size: area.size, use: area.isFreed ? .unpurged : use)
        guard !area.isFreed else { return shown }
        // vmap's pages are its caller's: no pages= line.
        shown.pages = use == .vmap ? 0 : UInt64(area.pages)
        shown.hasLargePageList = shown.pages * pointerSize > pageSize
        shown.nodePages = countsNodes && shown.pages > 0 ? [shown.pages] : []
        shown.physical = area.physical
        shown.caller = try area.caller.map { try name($0) }
        return shown
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
