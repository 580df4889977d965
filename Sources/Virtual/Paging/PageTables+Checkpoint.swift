import Pages
import ReplayModel

extension PageTables {
    private func isStored(_ record: TableRecord) -> Bool { record.level > 0 && record.frame != TableRecord.noFrame }

    /// Page tables with a frame. O(tables there ever were at once).
    package var storedCount: Int { records.count { isStored($0) } }

    /// Writes all page tables with a frame, in the order of the pool.
    package func storeTables(log: inout TransitionLog) {
        for record in records where isStored(record) {
            log.append(
                PageTableCheckpointRow(
                    process: record.process, level: record.level, base: VirtualAddress(record.base), frame: FrameNumber(record.frame)))
        }
    }
}
