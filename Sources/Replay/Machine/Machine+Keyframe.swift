/// Steps at which the whole state is told, so that nobody who asks for the state at a step has to read further back than to the last one.
///
/// In a keyframe every zone, cache, process and heap that there is writes its state row, changed or not, and the page allocator writes
/// its lists (`page_checkpoint`). The lists are left out while the page rows since the last ones are few beside them, so that checkpoints
/// never cost more than a small part of the file, however fragmented memory is. They are left out too where frames became managed that
/// were reserved when the run began (recordings do that), because the lists do not tell which.
extension Machine {
    /// Steps between two keyframes, unless a test says otherwise.
    public static let keyframeInterval: UInt64 = 65_536
    /// Page rows before the lists are stored again, for each row that they take.
    private static let rowsForEachCheckpointRow = 32

    /// Has every state row written at the end of this step.
    mutating func markAllChanged() {
        kernel.memory.markAllDirty()
        kernel.slab.markAllDirty()
        recording.caches.markAllDirty()
        heaps.markAllDirty()
        kernel.virtual.markAllDirty()
        figures.markDirty()
    }

    /// Stores the page allocator's lists. Precondition: the step's other rows are there.
    mutating func storeAllocator() {
        let table = Int(TransitionTable.page.rawValue)
        let rows = log.removedRows[table] + log.tables[table].rowCount
        guard rows - allocatorCheckpoint.pageRows >= Self.rowsForEachCheckpointRow * allocatorCheckpoint.ownRows,
            kernel.memory.managedPages == allocatorCheckpoint.managedAtBegin, !kernel.memory.reservedIsAssumed
        else { return }
        let before = log.rowsInStep
        kernel.memory.storeCheckpoint(log: &log)
        allocatorCheckpoint.pageRows = rows
        allocatorCheckpoint.ownRows = Int(log.rowsInStep - before)
    }

    /// The run begins: from here on no frame may become managed, or the lists do not tell the whole.
    mutating func beginKeyframes() { allocatorCheckpoint.managedAtBegin = kernel.memory.managedPages }

    /// Where the page allocator's lists were stored last: rows of `page` by then, and rows that it took.
    struct AllocatorCheckpoint {
        var managedAtBegin: UInt64 = 0
        var pageRows = 0
        var ownRows = 0
    }
}
