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

extension Run {
    /// The last checkpoint at or before a moment; nil: there is none.
    func allocatorCheckpoint(at moment: Moment) throws -> AllocatorCheckpoint? {
        let last = "SELECT step FROM page_checkpoint WHERE step <= ? ORDER BY step DESC LIMIT 1"
        guard let step = try database.integer(last, [SQLValue(moment.step)]), let profile = try machineProfile() else { return nil }
        let zones = try self.zones()
        var checkpoint = AllocatorCheckpoint(step: UInt64(bitPattern: step), served: Array(repeating: 0, count: zones.count))
        let size = Int64(1) << Int64(profile.architecture.pageblockOrder)
        try database.forEachRow(
            "SELECT part, zone, count, pfn, migratetype, ord, stride, cpu FROM page_checkpoint WHERE step = ? ORDER BY seq",
            [.integer(step)]
        ) { row in
            let zone = Int(row.integer(1))
            switch PageCheckpointPart(rawValue: UInt8(truncatingIfNeeded: row.integer(0))) {
            case .list: checkpoint.addBlocks(row)
            case .pageblock: checkpoint.addPageblocks(row, size: size, start: Int64(zones[zone].start))
            case .zone: checkpoint.served[zone] = row.address(2)
            case nil: break
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
                "\(path): the checkpoint of step \(checkpoint.step) cannot be: frame \(error.frame.rawValue): \(error.problem)")
        }
        return memory
    }
}

extension AllocatorCheckpoint {
    fileprivate mutating func addBlocks(_ row: Statement) {
        let (order, type) = (UInt8(truncatingIfNeeded: row.integer(5)), UInt8(truncatingIfNeeded: row.integer(4)))
        for block in 0..<row.integer(2) {
            let frame = FrameNumber(UInt32(truncatingIfNeeded: row.integer(3) + block * row.integer(6)))
            if let cpu = row.optionalInteger(7) {
                lists.perCPU.append(.init(frame: frame, order: order, migratetype: type, cpu: UInt16(truncatingIfNeeded: cpu)))
            } else {
                lists.free.append(.init(frame: frame, order: order, migratetype: type))
            }
        }
    }

    fileprivate mutating func addPageblocks(_ row: Statement, size: Int64, start: Int64) {
        for block in 0..<row.integer(2) {
            let frame = max(row.integer(3) + block * size, start)
            lists.pageblocks.append(
                .init(frame: FrameNumber(UInt32(truncatingIfNeeded: frame)), migratetype: UInt8(truncatingIfNeeded: row.integer(4))))
        }
    }
}
