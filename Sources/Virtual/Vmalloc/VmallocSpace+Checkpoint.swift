import ReplayModel

extension VmallocSpace {
    /// Areas in use, and freed ones that wait for the purge. O(1).
    package var storedCount: Int { areas.count - unusedAreas.count }

    /// Writes all areas: those in use by address, then freed ones in order of freeing.
    package func storeAreas(log: inout TransitionLog) {
        for area in areasInUse { log.append(row(area, isFreed: false)) }
        for area in areasToPurge { log.append(row(area, isFreed: true)) }
    }

    private func row(_ area: Area, isFreed: Bool) -> AreaCheckpointRow {
        AreaCheckpointRow(
            isFreed: isFreed, kind: area.kind, area: area.id, start: VirtualAddress(area.start), size: area.size, pages: area.pages,
            physical: area.physical, caller: area.caller)
    }
}
