import Notation
import ProcFiles
import ReplayModel
import ReplayStore

extension RunMachine {
    /// How many NUMA nodes the machine has.
    func nodeCount() throws -> Int { try (zones().map(\.node).max() ?? 0) + 1 }

    /// What became of page requests by zone, after a moment; nil on a machine of one node, and in a run of an older tool.
    func nodeCounts(at moment: Moment) throws -> [NumaStateRow]? {
        guard try nodeCount() > 1, try run.database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'numa_state'") == 1 else {
            return nil
        }
        let zones = Set(try zones().map(\.id))
        return try run.lastRows(of: NumaStateRow.self, by: .zone, at: moment, among: zones).map(\.row.row)
    }
}
