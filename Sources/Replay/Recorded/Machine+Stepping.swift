import Pages
import ReplayModel
import TraceFormat

// Stepping events: what a recording tells of the page allocator's inside.
extension Machine {
    /// In placement `recorded` they rebuild the true buddy, where the recording carries them; where the model chooses the frames
    /// they are compared with what it does.
    mutating func recordStep(_ event: TraceEvent, _ kind: SteppingKind) -> Bool {
        guard let number = event.number(.frame), let frame = UInt32(exactly: number), let order = event.number(.order),
            order < UInt64(orderCount)
        else { return note(.recordingPageAllocatorInside) }
        if placement == .model {
            if !kernel.memory.followsLockOrder || !stepAtPlace(event, kind, frame, UInt8(order)) {
                compare(event, kind, frame, UInt8(order))
            }
        } else if kind == .pageAllocExtfrag {
            return fallBack(event, FrameNumber(frame), UInt8(order))
        } else if kernel.memory.followsRecordedDrains {
            follow(event, kind, FrameNumber(frame), UInt8(order))
        } else {
            // With per-CPU lists off it shows nowhere.
            return note(.recordingPageAllocatorInside)
        }
        return true
    }

    private mutating func follow(_ event: TraceEvent, _ kind: SteppingKind, _ frame: FrameNumber, _ order: UInt8) {
        let type = UInt8(truncatingIfNeeded: event.number(.migratetype) ?? 0)
        switch kind {
        case .pageAllocZoneLocked:
            // Without a refill the allocation itself follows.
            guard event.number(.percpu) == 1 else { return log.count(.recordingPageAllocatorInside) }
            if kernel.memory.refillRecorded(frame, order: order, migratetype: type, cpu: cpu, log: &log) { return }
            odd(.recordingRefillNotFree, event, value: UInt64(frame.rawValue))
            putOnPCP(frame, order, type)
        case .pagePcpuDrain:
            if kernel.memory.drainRecorded(frame, order: order, log: &log) { return }
            odd(.recordingDrainNotStocked, event, value: UInt64(frame.rawValue))
            // Taken or put on a per-CPU list before the recording began.
            putOnPCP(frame, order, type)
            _ = kernel.memory.drainRecorded(frame, order: order, log: &log)
        case .pageAllocZone, .pageAllocExtfrag: break  // `fallBack`: it changes block types, with per-CPU lists or without.
        }
    }

    private mutating func fallBack(_ event: TraceEvent, _ frame: FrameNumber, _ order: UInt8) -> Bool {
        guard let blockOrder = event.number(.fallbackOrder), blockOrder < UInt64(orderCount),
            let type = event.number(.migratetype).flatMap({ UInt8(exactly: $0) }),
            let from = event.number(.fallbackMigratetype).flatMap({ UInt8(exactly: $0) })
        else { return note(.recordingPageAllocatorInside) }
        let fallback = RecordedFallback(
            frame: frame, blockOrder: UInt8(blockOrder), order: order, migratetype: type, fallbackMigratetype: from,
            changedOwnership: event.number(.changeOwnership) == 1)
        return kernel.memory.fallBackRecorded(fallback, log: &log) || note(.recordingPageAllocatorInside)
    }

    /// A block whose way there was not seen stands on a CPU's list.
    private mutating func putOnPCP(_ frame: FrameNumber, _ order: UInt8, _ type: UInt8) {
        forget(frame, order: order)
        _ = kernel.memory.addRecordedToPCP(frame, order: order, migratetype: type, cpu: cpu, log: &log)
    }

    // MARK: Comparison

    private mutating func compare(_ event: TraceEvent, _ kind: SteppingKind, _ frame: UInt32, _ order: UInt8) {
        var block = SteppingCheck.Block(frame: frame, order: order, type: UInt8(truncatingIfNeeded: event.number(.migratetype) ?? 0))
        var pairs: [SteppingCheck.Pair] = []
        if kind == .pageAllocExtfrag {
            block.from = .init(
                order: UInt8(truncatingIfNeeded: event.number(.fallbackOrder) ?? 0),
                type: UInt8(truncatingIfNeeded: event.number(.fallbackMigratetype) ?? 0),
                changesOwnership: event.number(.changeOwnership) == 1)
        }
        recording.stepping.add(kind, block, cpu: cpu, into: &pairs)
        store(pairs)
    }

    /// How many `page` rows there are now: where the model's next steps begin.
    var pageRows: Int { log.tables[Int(TransitionTable.page.rawValue)].rowCount }

    /// The model has served a recorded request; its rows stand from `start` on.
    mutating func compareRequest(_ request: PageRequest, since start: Int) {
        let follows = kernel.memory.followsLockOrder
        let model = blocks(since: start) { $0 == .allocate || !follows && $0 == .refill }
        var pairs: [SteppingCheck.Pair] = []
        recording.stepping.compare(
            request: request.order, type: kernel.memory.migratetype(of: request.gfp), cpu: cpu, taken: model, fallbacks: modelFallbacks,
            into: &pairs)
        store(pairs)
    }

    /// Fallbacks of the model in this step.
    var modelFallbacks: [SteppingCheck.Block] {
        mutating get {
            kernel.memory.fallbacks.map {
                SteppingCheck.Block(
                    frame: $0.frame.rawValue, order: $0.order, type: $0.migratetype,
                    from: .init(order: $0.blockOrder, type: $0.fallbackMigratetype, changesOwnership: $0.changedOwnership))
            }
        }
    }

    /// The model has freed a recorded block; its rows stand from `start` on.
    mutating func expectDrains(since start: Int) {
        guard !kernel.memory.followsLockOrder else { return }
        var pairs: [SteppingCheck.Pair] = []
        recording.stepping.expect(drains: blocks(since: start) { $0 == .drain }, cpu: cpu, into: &pairs)
        store(pairs)
    }

    /// The blocks that the model moved out of the buddy or into it.
    private mutating func blocks(since start: Int, _ isWanted: (PageOperation) -> Bool) -> [SteppingCheck.Block] {
        var blocks: [SteppingCheck.Block] = []
        let rows = log.tables[Int(TransitionTable.page.rawValue)]
        for index in start..<max(start, rows.rowCount) {
            let page: PageRow = rows.row(index)
            guard isWanted(page.operation), page.blockOrder != nil else { continue }
            blocks.append(SteppingCheck.Block(frame: page.frame.rawValue, order: page.order, type: page.migratetype))
        }
        return blocks
    }

    mutating func store(_ pairs: [SteppingCheck.Pair]) {
        for pair in pairs {
            guard let shown = pair.model ?? pair.recorded else { continue }
            log.append(
                SteppingRow(
                    kind: pair.kind, zone: kernel.memory.zoneOrLowest(of: shown.frame), order: shown.order,
                    frame: pair.model.map { FrameNumber($0.frame) }, recorded: pair.recorded.map { FrameNumber($0.frame) },
                    agrees: pair.model == pair.recorded))
        }
    }
}

extension PhysicalMemory {
    /// The zone of a frame; of one outside RAM the lowest.
    fileprivate func zoneOrLowest(of frame: UInt32) -> ZoneIndex {
        isRAM(FrameNumber(frame)) ? zone(of: FrameNumber(frame)) : ZoneIndex(0)
    }
}
