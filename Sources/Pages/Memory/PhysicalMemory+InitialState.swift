import ReplayModel
import TraceFormat

/// Starting in mid-life: the free lists of a real machine instead of those after boot.
extension PhysicalMemory {
    /// Replaces the free lists, per-CPU lists and page-block types by those given. Precondition: nothing was allocated yet.
    /// Reserved frames that the state calls free become managed. Where this machine has no per-CPU lists for a block that the
    /// state puts on one, the block is free in the buddy.
    ///
    /// - Throws: `InitialPageStateError` when a block does not lie in RAM, is misaligned, or is named twice. The memory is
    ///   then not to be used.
    public mutating func adopt(_ state: InitialPageState) throws(InitialPageStateError) {
        forgetFreeBlocks(keeping: wholeChunks(state.free))
        for block in state.pageblocks {
            let zone = try zoneOfBlock(block.frame, order: 0)
            guard block.migratetype < migratetypeCount else { throw .init(frame: block.frame, problem: "unknown migrate type") }
            pageblocks[pageblock(of: block.frame.rawValue, zone: zone)] = block.migratetype
        }
        for block in state.free { try adopt(block) }
        for block in state.perCPU { try adopt(block) }
        for run in state.used { use(run) }
        try adoptFigures(state)
        reservedIsAssumed = state.reservedIsAssumed
        markAllDirty()
    }

    /// Chunks that the state names as one free block and that have no records: they stay without.
    private func wholeChunks(_ free: [InitialPageState.FreeBlock]) -> [Bool] {
        var whole = [Bool](repeating: false, count: frames.chunkCount)
        for block in free where block.order == maxOrder && block.frame.rawValue & UInt32(chunkFrames - 1) == 0 {
            let chunk = Int(block.frame.rawValue) / chunkFrames
            if chunk < whole.count, frames.records[chunk] == nil, frames.info[chunk].kind == .free { whole[chunk] = true }
        }
        return whole
    }

    /// Notes what allocated frames serve. Frames that are free or reserved keep what they are.
    private mutating func use(_ run: InitialPageState.UsedFrames) {
        for each in UInt64(run.frame.rawValue)..<(UInt64(run.frame.rawValue) + UInt64(run.count)) where each < UInt64(frames.frameCount) {
            guard frames.peek(UInt32(each)).state == .allocated else { continue }
            frames.record(UInt32(each)).pointee.ownerID = run.use.rawValue
        }
    }

    private mutating func adopt(_ block: InitialPageState.FreeBlock) throws(InitialPageStateError) {
        let zone = try zoneOfBlock(block.frame, order: block.order)
        let type = block.migratetype ?? pageblockType(of: block.frame.rawValue, zone: zone)
        guard type < migratetypeCount else { throw .init(frame: block.frame, problem: "unknown migrate type") }
        let chunk = Int(block.frame.rawValue) / chunkFrames
        if block.order == maxOrder, frames.info[chunk].kind == .retained {
            frames.info[chunk].kind = .free
            frames.info[chunk].migratetype = type
            link(block.frame.rawValue, order: block.order, zone: zone, type: type, toTail: true)
        } else {
            try claim(block.frame, order: block.order, zone: zone)
            listFree(block.frame.rawValue, order: block.order, zone: zone, type: type, toTail: true)
        }
        zones[zone].free += 1 << UInt64(block.order)
    }

    private mutating func adopt(_ block: InitialPageState.PerCPUBlock) throws(InitialPageStateError) {
        let zone = try zoneOfBlock(block.frame, order: block.order)
        let type = block.migratetype ?? pageblockType(of: block.frame.rawValue, zone: zone)
        guard block.cpu < cpus, type < migratetypeCount else { throw .init(frame: block.frame, problem: "no per-CPU list for it") }
        try claim(block.frame, order: block.order, zone: zone)
        guard hasPerCPUList(block.order) else {
            _ = merge(block.frame.rawValue, order: block.order, zone: zone, type: type)
            return
        }
        addToPCPTail(block.frame.rawValue, order: block.order, type: type, cpu: block.cpu)
    }

    /// Puts a block that stands nowhere last on a CPU's list.
    mutating func addToPCPTail(_ frame: UInt32, order: UInt8, type: UInt8, cpu: UInt16) {
        let record = frames.record(frame)
        let zone = record.pointee.zone
        record.pointee.state = .perCPU
        record.pointee.order = order
        record.pointee.migratetype = type
        record.pointee.owner = FrameOwner(.perCPU, id: UInt32(cpu))
        let pcp = pcpIndex(zone, cpu)
        let index = listIndex(order, type < perCPUTypes ? type : Migratetype.movable.rawValue)
        frames.pushTail(frame, order: order, on: list(pcp: pcp, index))
        perCPU[pcp].count += 1 << UInt32(order)
        zones[zone].perCPU += 1 << UInt64(order)
        markDirty(zone)
    }

    /// Makes every managed frame an allocated block of order 0, but for the chunks to keep. Gives every other managed chunk its records.
    private mutating func forgetFreeBlocks(keeping retained: [Bool]) {
        owned = OwnedPages()
        for index in 0..<(zoneIndices.count * Zone.listCount) { buddyLists[index] = FrameList() }
        for index in 0..<(zoneIndices.count * Int(cpus) * PerCPUPages.listCount) { perCPULists[index] = FrameList() }
        for zone in zoneIndices {
            zones[zone].free = 0
            zones[zone].perCPU = 0
            countAll(zone)
            zones[zone].blocksFree = InlineArray(repeating: 0)
            for cpu in 0..<cpus { perCPU[pcpIndex(zone, cpu)].count = 0 }
        }
        for chunk in 0..<frames.chunkCount where frames.info[chunk].kind == .free || frames.info[chunk].kind == .mixed {
            guard !retained[chunk] else {
                frames.info[chunk].kind = .retained
                continue
            }
            let records = frames.records[chunk] ?? frames.materialise(chunk)
            for index in 0..<chunkFrames where records[index].state != .hole && records[index].state != .reserved {
                records[index].state = .allocated
                records[index].order = 0
                records[index].owner = FrameOwner(.recorded)
                owned.add(.recorded, order: 0)
            }
        }
    }

    /// The zone of a block that lies wholly in one.
    private func zoneOfBlock(_ frame: FrameNumber, order: UInt8) throws(InitialPageStateError) -> ZoneIndex {
        let size = UInt64(1) << UInt64(order)
        guard order <= maxOrder, UInt64(frame.rawValue) & (size - 1) == 0 else {
            throw .init(frame: frame, problem: "not a multiple of the block's size")
        }
        for zone in zoneIndices
        where frame.rawValue >= zones[zone].start && UInt64(frame.rawValue) + size <= UInt64(zones[zone].end) {
            return zone
        }
        throw .init(frame: frame, problem: "not inside a zone")
    }

    /// Takes the frames of a block from what they were; all must be allocated or reserved.
    private mutating func claim(_ frame: FrameNumber, order: UInt8, zone: ZoneIndex) throws(InitialPageStateError) {
        for each in frame.rawValue..<(frame.rawValue + (1 << UInt32(order))) {
            let record = frames.record(each)
            switch record.pointee.state {
            case .allocated: owned.remove(.recorded, order: 0)
            case .reserved: zones[zone].managed += 1
            case .hole: throw .init(frame: frame, problem: "not RAM")
            case .free, .perCPU, .body: throw .init(frame: frame, problem: "free twice")
            }
            record.pointee.state = .body
            record.pointee.owner = FrameOwner(.free)
        }
    }
}
