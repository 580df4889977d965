import TraceFormat

/// A VMA as it stands after a step: no transition.
public struct VmaCheckpointRow: TransitionRow {
    /// As its last addition told it.
    public var vma: VmaRow

    public static let table = TransitionTable.vmaCheckpoint

    public static let schema = TableSchema(
        "vma_checkpoint",
        "Every VMA of every process after a step, now and then (keyframe says when): no transitions. Columns as in vma.",
        Array(VmaRow.schema.columns.dropFirst()))

    public func encode(into row: inout RowWriter) {
        row.put(vma.process)
        row.put(vma.start)
        row.put(vma.end)
        row.put(vma.protection)
        row.put(vma.flags)
        row.put(vma.kind)
        row.put(vma.name)
        row.put(vma.offset)
        row.put(vma.attributes)
    }
}

extension VirtualMemory {
    /// VMAs of all processes. O(processes).
    var vmaCount: Int { processes.slots.reduce(0) { $0 + ($1.space?.vmas.count ?? 0) } }

    /// Writes all VMAs: processes in order of creation, VMAs by address.
    func storeVmas(log: inout TransitionLog) {
        for process in processes.slots {
            guard let space = process.space else { continue }
            for vma in space.vmas { log.append(VmaCheckpointRow(vma: space.row(.add, vma))) }
        }
    }
}
