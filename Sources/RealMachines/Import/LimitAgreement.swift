import Pages
import ProcFiles
import ReplayModel

/// Watermarks, reserves and per-CPU limits of zoneinfo against those that follow from a profile.
package struct LimitAgreement: Sendable, Equatable {
    /// Figures compared.
    package private(set) var compared = 0
    /// `ZONE FIGURE RECORDED, here COMPUTED`.
    package private(set) var differences: [String] = []
    private(set) var hasWrongWatermarks = false
    /// Pages by which all watermarks together are off.
    private(set) var watermarkDistance: UInt64 = 0
    /// Per-CPU high and batch that do not follow.
    private(set) var perCPUDifferences = 0

    init() {}

    init(_ profile: MachineProfile, _ recorded: MachineZones) {
        let reports = PhysicalMemory.reports(afterBootOf: profile)
        for zone in recorded.filled {
            guard let report = reports.first(where: { $0.kind == zone.kind && $0.node == zone.node }) else { continue }
            compare("present", zone, report.present)
            compare("managed", zone, report.managed)
            for (name, value) in [("min", report.min), ("low", report.low), ("high", report.high)] {
                guard !compare(name, zone, value), let recorded = zone.info[name] else { continue }
                hasWrongWatermarks = true
                watermarkDistance += max(recorded, value) - min(recorded, value)
            }
            for (kind, value) in Self.protection(zone, recorded) {
                check("\(zone.title) protection", value, report.protection[Int(kind.rawValue)])
            }
            for set in zone.info.pageSets where set.cpu < report.perCPU.count {
                let report = report.perCPU[set.cpu]
                let high = set.highBounds?.lowerBound ?? set.high
                if !check("\(zone.title) per-CPU high", high, UInt64(report.high)) { perCPUDifferences += 1 }
                if !check("\(zone.title) batch", set.batch, UInt64(report.batch)) { perCPUDifferences += 1 }
            }
        }
    }

    /// A zone's reserves by the kind that they are kept from; kinds that the model has not are left out.
    static func protection(_ zone: MachineZones.Zone, _ zones: MachineZones) -> [(ZoneKind, UInt64)] {
        zip(zones.titles, zone.info.protection).compactMap { title, value in
            ZoneKind(title: title).map { ($0, value) }
        }
    }

    @discardableResult private mutating func compare(_ name: String, _ zone: MachineZones.Zone, _ value: UInt64) -> Bool {
        guard let recorded = zone.info[name] else { return true }
        return check("\(zone.title) \(name)", recorded, value)
    }

    @discardableResult private mutating func check(_ what: String, _ recorded: UInt64, _ value: UInt64) -> Bool {
        compared += 1
        if recorded != value { differences.append("\(what) \(recorded), here \(value)") }
        return recorded == value
    }

    /// Whether only reserves differ, and would not if memory freed late had counted.
    func looksRecomputed(_ profile: MachineProfile, _ recorded: MachineZones) -> Bool {
        guard differences.allSatisfy({ $0.contains("protection") }) else { return false }
        var late = profile
        late.pages.initMemory = []
        return !LimitAgreement(late, recorded).differences.contains { $0.contains("protection") }
    }
}
