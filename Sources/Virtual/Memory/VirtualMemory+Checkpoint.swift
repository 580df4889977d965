import ReplayModel

extension VirtualMemory {
    /// VMAs of all processes. O(processes).
    package var vmaCount: Int { processes.slots.reduce(0) { $0 + ($1.space?.vmas.count ?? 0) } }

    /// Writes all VMAs: processes in order of creation, VMAs by address.
    package func storeVmas(log: inout TransitionLog) {
        for process in processes.slots {
            guard let space = process.space else { continue }
            for vma in space.vmas { log.append(VmaCheckpointRow(space.row(.add, vma))) }
        }
    }
}
