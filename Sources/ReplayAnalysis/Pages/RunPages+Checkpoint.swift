import Pages
import ReplayModel
import ReplayStore

/// The page allocator's lists as a checkpoint has them.
struct AllocatorCheckpoint {
    var step: UInt64
    var lists = InitialPageState()
    /// Page requests served so far, by zone.
    var served: [UInt64]
}

extension RunPages {
    /// The last checkpoint at or before a moment; nil: there is none.
    func checkpoint(at moment: Moment) throws -> AllocatorCheckpoint? {
        let last = "SELECT step FROM page_checkpoint WHERE step <= ? ORDER BY step DESC LIMIT 1"
        guard let step = try run.database.integer(last, [SQLValue(moment.step)]), let profile = try run.machine.profile() else {
            return nil
        }
        let zones = try run.machine.zones()
        var checkpoint = AllocatorCheckpoint(step: UInt64(bitPattern: step), served: Array(repeating: 0, count: zones.count))
        let size = Int64(1) << Int64(profile.architecture.pageblockOrder)
        try run.database.forEachRow(of: PageCheckpointRow.self, "WHERE step = ? ORDER BY seq", [.integer(step)]) { placed in
            let (row, zone) = (placed.row, Int(placed.row.zone.rawValue))
            switch row.part {
            case .list: checkpoint.addBlocks(row)
            case .pageblock: checkpoint.addPageblocks(row, size: size, start: Int64(zones[zone].start))
            case .zone: checkpoint.served[zone] = row.count
            }
        }
        checkpoint.lists.zones = try figuresAtBegin(profile, zones)
        return checkpoint
    }

    /// Memory with the lists of a checkpoint.
    func memory(at checkpoint: AllocatorCheckpoint) throws -> PhysicalMemory {
        // What was reserved when the run began stays so.
        var memory = try memoryAtBegin()
        do { try memory.adopt(checkpoint.lists) } catch {
            throw AnalysisError(
                "\(run.path): the checkpoint of step \(checkpoint.step) cannot be: frame \(error.frame.rawValue): \(error.problem)")
        }
        return memory
    }
}

extension AllocatorCheckpoint {
    /// Blocks of one list.
    fileprivate mutating func addBlocks(_ row: PageCheckpointRow) {
        let (order, type) = (row.order ?? 0, row.migratetype ?? 0)
        for frame in row.frames(apart: row.stride ?? 0) {
            let frame = FrameNumber(UInt32(truncatingIfNeeded: frame))
            if let cpu = row.cpu {
                lists.perCPU.append(.init(frame: frame, order: order, migratetype: type, cpu: cpu))
            } else {
                lists.free.append(.init(frame: frame, order: order, migratetype: type))
            }
        }
    }

    /// Page blocks of one type; the first may lie below `start`, the zone's first frame.
    fileprivate mutating func addPageblocks(_ row: PageCheckpointRow, size: Int64, start: Int64) {
        for frame in row.frames(apart: size) {
            let frame = FrameNumber(UInt32(truncatingIfNeeded: max(frame, start)))
            lists.pageblocks.append(.init(frame: frame, migratetype: row.migratetype ?? 0))
        }
    }
}

extension PageCheckpointRow {
    /// The first frame of each block.
    fileprivate func frames(apart distance: Int64) -> some Sequence<Int64> {
        let first = Int64(frame?.rawValue ?? 0)
        return (0..<Int64(bitPattern: count)).lazy.map { first + $0 * distance }
    }
}
