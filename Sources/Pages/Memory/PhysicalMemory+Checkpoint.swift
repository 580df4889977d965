import ReplayModel

extension PhysicalMemory {
    /// Writes all lists, page-block types and counts. O(free blocks + page blocks).
    package func storeCheckpoint(log: inout TransitionLog) {
        let snapshot = snapshot()
        for run in snapshot.lists { log.append(PageCheckpointRow(run)) }
        for run in snapshot.pageblocks { log.append(PageCheckpointRow(run)) }
        for zone in zoneIndices { log.append(PageCheckpointRow(part: .zone, zone: zone, count: zones[zone].served)) }
    }
}

extension PageCheckpointRow {
    init(_ run: PageAllocatorSnapshot.ListRun) {
        self.init(
            part: .list, zone: run.zone, count: UInt64(run.blocks), frame: run.frame, migratetype: run.migratetype, order: run.order,
            stride: run.stride, cpu: run.cpu)
    }

    init(_ run: PageAllocatorSnapshot.PageblockRun) {
        self.init(part: .pageblock, zone: run.zone, count: UInt64(run.blocks), frame: run.frame, migratetype: run.migratetype)
    }
}
