import Pages
import ReplayModel
import ReplayStore

extension RunPages {
    /// The state of a zone's free lists after a step.
    struct ZoneState {
        var zone: RunMachine.Zone
        /// Free blocks by order.
        var blocks: [UInt64]
        /// Pages in the buddy, and on per-CPU lists.
        var free: UInt64
        var perCPU: UInt64
    }

    /// All zones after a moment. A zone without pages has none free.
    func zoneStates(at moment: Moment) throws -> [ZoneState] {
        let zones = try zonesWithLimits(at: moment)
        let populated = Set(zones.filter { $0.managed > 0 }.map(\.id))
        let rows = try run.lastRows(of: ZoneFreeRow.self, by: .zone, at: moment, among: populated)
        // Before the first row a zone is as the run began with it.
        let begin = rows.count < populated.count ? try reportsAtBegin() : []
        return try zones.map { zone in
            guard let row = rows.first(where: { $0.subject == zone.id })?.row else {
                if let report = begin.first(where: { $0.title == zone.name && $0.managed > 0 }) { return ZoneState(zone, report) }
                guard zone.managed == 0 else { throw try nothingKnown(of: zone, at: moment) }
                return ZoneState(zone: zone, blocks: Array(repeating: 0, count: 11), free: 0, perCPU: 0)
            }
            return ZoneState(zone: zone, blocks: row.blocks.elements.map { UInt64($0) }, free: row.free, perCPU: UInt64(row.perCPU))
        }
    }

    /// The limits that sysctls have set last, of each zone, up to a step. A run of an older tool has no such table.
    func limits(upTo step: UInt64) throws -> [ZoneLimitRow] {
        let tables = try run.database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'zone_limit'")
        guard tables == 1 else { return [] }
        var last: [ZoneIndex: ZoneLimitRow] = [:]
        let clause = "WHERE step <= ? ORDER BY step, seq"
        try run.database.forEachRow(of: ZoneLimitRow.self, clause, [SQLValue(step)]) { last[$0.zone] = $0.row }
        return last.values.sorted { $0.zone.rawValue < $1.zone.rawValue }
    }

    /// All zones with the limits in force.
    func zonesWithLimits(at moment: Moment) throws -> [RunMachine.Zone] {
        var zones = try run.machine.zones()
        let limits = try limits(upTo: moment.step)
        guard !limits.isEmpty, let profile = try run.machine.profile() else { return zones }
        let kinds = Self.shownKinds(profile)
        for row in limits {
            guard let place = zones.firstIndex(where: { $0.id == row.zone.word }) else { continue }
            (zones[place].min, zones[place].low, zones[place].high) = (row.min, row.low, row.high)
            zones[place].protection = kinds.map { row.protection[Int($0.rawValue)] }
        }
        return zones
    }

    /// Kinds of zones that a kernel of the machine has, as lowmem_reserve lists them.
    static func shownKinds(_ profile: MachineProfile) -> [ZoneKind] {
        ZoneKind.allCases.filter { kind in
            switch kind {
            case .dma: profile.zones.contains { $0.kind == .dma }
            case .dma32: profile.architecture.pointerSize == 8
            case .normal, .highMem, .movable: true
            }
        }
    }

    /// Zones as the run began with them; none where it does not hold the memory map.
    private func reportsAtBegin() throws -> [ZoneReport] {
        guard try run.machine.profile() != nil else { return [] }
        let memory = try memoryAtBegin()
        return memory.zoneIndices.map { memory.report($0) }
    }

    private func nothingKnown(of zone: RunMachine.Zone, at moment: Moment) throws -> AnalysisError {
        let first = try run.database.integer("SELECT step FROM zone_free WHERE zone = ? ORDER BY step LIMIT 1", [.integer(zone.id)])
        return AnalysisError(
            "the run tells nothing of zone \(zone.name) up to step \(moment.step)",
            expected: first.map { "step \($0) or later" } ?? "a run in which it is used")
    }
}

extension RunPages.ZoneState {
    fileprivate init(_ zone: RunMachine.Zone, _ report: ZoneReport) {
        self.init(
            zone: zone, blocks: report.freeBlocks.map { UInt64($0) }, free: report.free,
            perCPU: report.perCPU.reduce(0) { $0 + UInt64($1.count) })
    }
}
