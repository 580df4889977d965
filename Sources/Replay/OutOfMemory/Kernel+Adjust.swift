import OomKiller
import ReplayModel
import Virtual

// Writes to /proc/PID/oom_adj and oom_score_adj.
extension Kernel {
    /// Does what the write would: stores the value, or says why not. The kernel itself and root may write anything.
    mutating func writeAdjustment(
        _ value: Int64, _ slot: ProcessSlot, isLegacy: Bool, writer: ProcessID, log: inout TransitionLog
    ) -> OomAdjustment {
        let process = virtual.processes[slot]
        let isPrivileged = writer == .kernel || virtual.processes.slot(of: writer).map { virtual.processes[$0].isRoot } ?? true
        if !isPrivileged, let own = virtual.processes.live(writer), own.uid != process.uid { return .otherOwner }
        let outcome: OomAdjustment
        if !oomRules.hasScoreAdj {
            guard isLegacy else { return .invalid }
            outcome = oomRules.writeAdj(value, current: Int16(process.oomAdj), floor: 0, privileged: isPrivileged)
        } else if isLegacy {
            outcome = oomRules.writeAdj(
                value, current: process.oomScoreAdj, floor: process.oomScoreAdjMinimum, privileged: isPrivileged)
        } else {
            outcome = oomRules.writeScoreAdj(
                value, current: process.oomScoreAdj, floor: process.oomScoreAdjMinimum, privileged: isPrivileged)
        }
        guard case .stored(let stored, let floor) = outcome else { return outcome }
        if oomRules.hasScoreAdj {
            setAdjustment(slot, scoreAdj: stored, floor: floor)
        } else {
            virtual.processes[slot].oomAdj = Int8(stored)
            virtual.processes.markDirty(slot)
        }
        log.append(
            ProcessRow(
                operation: isLegacy ? .oomAdj : .oomScoreAdj, process: process.process, parent: process.parent, uid: process.uid,
                comm: process.comm, value: value, oldValue: Int64(isLegacy ? Int16(process.oomAdj) : process.oomScoreAdj)))
        return outcome
    }

    /// Sets oom_score_adj, and oom_adj as it then reads back.
    mutating func setAdjustment(_ slot: ProcessSlot, scoreAdj: Int16, floor: Int16) {
        virtual.processes[slot].oomScoreAdj = scoreAdj
        virtual.processes[slot].oomScoreAdjMinimum = floor
        virtual.processes[slot].oomAdj = oomRules.adj(fromScoreAdj: scoreAdj)
        virtual.processes.markDirty(slot)
    }
}
