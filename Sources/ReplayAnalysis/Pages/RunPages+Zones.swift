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
        let zones = try run.machine.zones()
        let populated = Set(zones.filter { $0.managed > 0 }.map(\.id))
        let rows = try run.lastRows(of: ZoneFreeRow.self, by: .zone, at: moment, among: populated)
        // Before the first row a zone is as the run began with it.
        let begin = rows.count < populated.count ? try reportsAtBegin() : []
        return try zones.map { zone in
            guard let row = rows.first(where: { $0.subject == zone.id })?.row else {
                if let report = begin.first(where: { $0.kind.title == zone.name && $0.managed > 0 }) { return ZoneState(zone, report) }
                guard zone.managed == 0 else { throw try nothingKnown(of: zone, at: moment) }
                return ZoneState(zone: zone, blocks: Array(repeating: 0, count: 11), free: 0, perCPU: 0)
            }
            return ZoneState(zone: zone, blocks: row.blocks.elements.map { UInt64($0) }, free: row.free, perCPU: UInt64(row.perCPU))
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
