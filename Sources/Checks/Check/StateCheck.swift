import Notation
import Pages
import ProcFiles
import RealMachines
import ReplayAnalysis
import ReplayModel
import ReplayStore

/// A run's page allocator beside a real one's: what was compared, how much is equal, and the first difference.
///
/// Only what both know is compared; what the run does not model of a file is told in `skipped`.
public struct StateCheck: Sendable {
    /// One kind of thing in one zone (or the machine).
    public struct Line: Sendable, Equatable {
        public var what: String
        public var scope: String
        public var compared: UInt64
        public var different: UInt64
        /// The first difference, in words; nil where there is none.
        public var first: String?

        public var equal: UInt64 { compared - different }
    }

    public private(set) var lines: [Line] = []
    /// Files of the state that the run has nothing to compare with.
    public private(set) var skipped: [String] = []

    public var isSame: Bool { lines.allSatisfy { $0.different == 0 } }

    /// Compares. `moment` is `begin` or `end`. Errors: a run that cannot be read; a state with nothing to compare.
    package init(_ run: Run, against state: SystemState, moment: String = "end") throws {
        let stored = try AllocatorMoment(run, moment: moment)
        let zones = try run.machine.zones()
        let order = try run.machine.profileValue("pageblock_order").flatMap { Int($0) } ?? 9
        let ram = try run.machine.ram()
        func check(_ zone: RunMachine.Zone, _ facts: ZoneFacts) {
            let check = ZoneCheck(zone: zone, facts: facts, flags: state.flags, stored: stored, pageblockOrder: order, ram: ram)
            check.run { append($0, zone.name, $1) }
        }
        for facts in state.zones {
            guard let zone = zones.first(where: { $0.name == facts.title && $0.present > 0 }) else {
                var tally = Tally()
                tally.add(false, "the run has no zone \(facts.title)")
                append("zone", facts.title, tally)
                continue
            }
            check(zone, facts)
        }
        if state.zones.isEmpty, state.flags != nil {
            for zone in zones where zone.present > 0 { check(zone, ZoneFacts(kind: ZoneProfile.parse(title: zone.name)?.kind ?? .normal)) }
        }
        checkMemory(state, stored)
        if moment == "end" { try checkObjects(run, state) }
        guard !lines.isEmpty else {
            throw AnalysisError("there is nothing to compare with", expected: "a state of the page allocator, or of what the run models")
        }
    }

    mutating func append(_ what: String, _ scope: String, _ tally: Tally) {
        guard tally.compared > 0 else { return }
        lines.append(Line(what: what, scope: scope, compared: tally.compared, different: tally.different, first: tally.first))
    }

    mutating func skip(_ what: String) { skipped.append(what) }

    /// MemTotal and MemFree of /proc/meminfo: pages managed, and free in the buddy.
    private mutating func checkMemory(_ state: SystemState, _ stored: AllocatorMoment) {
        var tally = Tally()
        let zones = stored.totals.values
        for (name, pages) in [("MemTotal", zones.reduce(0) { $0 + $1.managed }), ("MemFree", zones.reduce(0) { $0 + $1.free })] {
            guard let real = state.memInfo?[name] else { continue }
            tally.compare(name, pages << 2, real)
        }
        append("meminfo", "machine", tally)
    }
}

/// Counts comparisons.
struct Tally {
    var compared: UInt64 = 0
    var different: UInt64 = 0
    var first: String?

    mutating func add(_ isEqual: Bool, _ difference: @autoclosure () -> String) {
        compared += 1
        guard !isEqual else { return }
        different += 1
        if first == nil { first = difference() }
    }

    /// A figure: the run's and the real one.
    mutating func compare(_ name: String, _ own: UInt64, _ real: UInt64) { add(own == real, "\(name): \(own), really \(real)") }
}
