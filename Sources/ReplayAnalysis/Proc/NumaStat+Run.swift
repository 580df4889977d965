import Notation
import ProcFiles
import ReplayModel

extension Run {
    /// As numastat(8) prints /sys/devices/system/node/node*/numastat: pages by node since the run began. A machine of one node counts every
    /// page as a hit there.
    package func numaStat(at moment: Moment) throws -> String {
        let nodes = try machine.nodeCount()
        let zones = try machine.zones()
        let rows = try machine.nodeCounts(at: moment) ?? onlyHits(zones, at: moment)
        func line(_ name: String, _ value: (NumaStateRow) -> UInt64) -> String {
            let sums = (0..<nodes).map { node in
                rows.filter { row in zones.contains { $0.id == row.zone.word && $0.node == node } }.reduce(0) { $0 + value($1) }
            }
            return name.rightPadded(24) + sums.map { String($0).leftPadded(16) }.joined() + "\n"
        }
        return String(repeating: " ", count: 24) + (0..<nodes).map { "node\($0)".leftPadded(16) }.joined() + "\n"
            + line("numa_hit", \.hit) + line("numa_miss", \.miss) + line("numa_foreign", \.foreign)
            + line("interleave_hit", \.interleave) + line("local_node", \.local) + line("other_node", \.other)
    }

    private func onlyHits(_ zones: [RunMachine.Zone], at moment: Moment) throws -> [NumaStateRow] {
        let state = try PageAllocatorState.lists(of: self, at: moment)
        return state.memory.zoneIndices.map { zone in
            let served = state.requestsServed[Int(zone.rawValue)]
            return NumaStateRow(zone: zone, hit: served, miss: 0, foreign: 0, interleave: 0, local: served, other: 0)
        }
    }
}

extension NumaStateRow {
    /// The lines of zoneinfo.
    var statistics: [String: UInt64] {
        [
            "numa_hit": hit, "numa_miss": miss, "numa_foreign": foreign, "numa_interleave": interleave, "numa_local": local,
            "numa_other": other,
        ]
    }
}
