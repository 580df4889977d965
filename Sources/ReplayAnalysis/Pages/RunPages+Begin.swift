import Pages
import ReplayModel
import ReplayStore

extension RunPages {
    /// Memory before the first row: after boot as the profile has it, or the lists that the run stored at its begin (tables `free_list`,
    /// `pageblock_type`) where they are others.
    func memoryAtBegin() throws -> PhysicalMemory {
        guard let profile = try run.machine.profile() else {
            throw AnalysisError("\(run.path) does not hold the machine's memory map", expected: "a run made by replay-tool run")
        }
        var memory = PhysicalMemory(profile: profile)
        guard let state = try stateAtBegin(profile), !isState(state, of: memory) else { return memory }
        do { try memory.adopt(state) } catch {
            throw AnalysisError("\(run.path): the run's beginning cannot be: frame \(error.frame.rawValue): \(error.problem)")
        }
        return memory
    }

    /// The lists at the run's begin; nil where the run stores none.
    private func stateAtBegin(_ profile: MachineProfile) throws -> InitialPageState? {
        let tables = try run.database.integer("SELECT count(*) FROM sqlite_master WHERE name IN ('free_list', 'pageblock_type')")
        guard tables == 2 else { return nil }
        var state = InitialPageState()
        try run.database.forEachRow(
            "SELECT cpu, ord, migratetype, pfn, blocks, stride FROM free_list WHERE moment = 'begin' ORDER BY run"
        ) { row throws(StoreError) in
            for block in 0..<(try self.blocks(of: row, profile)) {
                let frame = FrameNumber(UInt32(truncatingIfNeeded: row.integer("pfn") &+ block &* row.integer("stride")))
                let (order, type) = (UInt8(truncatingIfNeeded: row.integer("ord")), UInt8(truncatingIfNeeded: row.integer("migratetype")))
                if let cpu = row.optionalInteger("cpu") {
                    state.perCPU.append(.init(frame: frame, order: order, migratetype: type, cpu: UInt16(truncatingIfNeeded: cpu)))
                } else {
                    state.free.append(.init(frame: frame, order: order, migratetype: type))
                }
            }
        }
        let zones = try run.machine.zones()
        let size = UInt64(1) << UInt64(profile.architecture.pageblockOrder)
        try run.database.forEachRow("SELECT zone, pfn, blocks, migratetype FROM pageblock_type WHERE moment = 'begin' ORDER BY run") {
            row throws(StoreError) in
            guard let zone = zones.first(where: { $0.id == row.integer("zone") }) else { return }
            let type = UInt8(truncatingIfNeeded: row.integer("migratetype"))
            for block in 0..<UInt64(try self.blocks(of: row, profile)) {
                let frame = max(row.address("pfn") &+ block &* size, zone.start)
                state.pageblocks.append(.init(frame: FrameNumber(UInt32(truncatingIfNeeded: frame)), migratetype: type))
            }
        }
        guard !state.free.isEmpty || !state.perCPU.isEmpty else { return nil }
        state.zones = try figuresAtBegin(profile, zones)
        return state
    }

    /// How many blocks a row stands for. Errors: more than there are frames.
    private func blocks(of row: Statement, _ profile: MachineProfile) throws(StoreError) -> Int64 {
        let blocks = row.integer("blocks")
        guard (0...Int64(profile.ram.last!.end >> pageShift)).contains(blocks) else {
            throw StoreError(file: run.path, message: "a free list has \(blocks) blocks, which the machine has not")
        }
        return blocks
    }

    /// Watermarks, reserves and per-CPU limits at the run's begin.
    func figuresAtBegin(_ profile: MachineProfile, _ zones: [RunMachine.Zone]) throws -> [InitialPageState.ZoneFigures] {
        let kinds = Self.shownKinds(profile)
        return try zones.filter { $0.managed > 0 }.compactMap { zone in
            guard let (node, kind) = ZoneProfile.parse(title: zone.name) else { return nil }
            var protection = [UInt64](repeating: 0, count: ZoneKind.allCases.count)
            for (other, pages) in zip(kinds, zone.protection) { protection[Int(other.rawValue)] = pages }
            let limits = try run.database.rows(
                "SELECT high, batch FROM per_cpu_state WHERE moment = 'begin' AND zone = ? ORDER BY cpu LIMIT 1", [.integer(zone.id)]
            ) { (high: $0.integer("high"), batch: $0.integer("batch")) }.first
            let reserve = try run.database.integer(
                "SELECT highatomic FROM zone_state WHERE moment = 'begin' AND zone = ?", [.integer(zone.id)])
            var figures = InitialPageState.ZoneFigures(
                kind: kind, start: FrameNumber(UInt32(truncatingIfNeeded: zone.start)), spanned: zone.spanned, present: zone.present,
                managed: zone.managed, min: zone.min, low: zone.low, high: zone.high, highAtomic: UInt64(clamping: reserve ?? 0),
                protection: protection, perCPUHigh: UInt32(clamping: limits?.high ?? 0), perCPUBatch: UInt32(clamping: limits?.batch ?? 1))
            figures.node = node
            return figures
        }
    }

    /// Whether memory stands so already: after a plain boot. Entering a state touches every frame, so it is spared.
    private func isState(_ state: InitialPageState, of memory: borrowing PhysicalMemory) -> Bool {
        guard state.perCPU.isEmpty, memory.perCPUPages == 0 else { return false }
        var left = state.free[...]
        for zone in memory.zoneIndices {
            for order in 0...UInt8(10) {
                for type in 0..<UInt8(6) {
                    let blocks = memory.freeBlocks(zone, order: order, migratetype: type)
                    let stored = left.prefix(blocks.count)
                    guard stored.map(\.frame) == blocks, stored.allSatisfy({ $0.order == order && $0.migratetype == type }) else {
                        return false
                    }
                    left = left.dropFirst(blocks.count)
                }
            }
        }
        return left.isEmpty
            && state.pageblocks.allSatisfy { block in
                memory.zoneIndices.contains { zone in
                    let report = memory.report(zone)
                    return block.frame >= report.start && UInt64(block.frame.rawValue) < UInt64(report.start.rawValue) + report.spanned
                        && memory.pageblockType(of: block.frame, in: zone) == block.migratetype
                }
            }
    }
}
