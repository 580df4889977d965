import ReplayModel

/// What a keyframe tells (`Keyframes`).
///
/// In a keyframe every zone, cache, process and heap that there is writes its state row, changed or not. What has no state row is stored
/// whole, each subject in a table of its own: the page allocator's lists (`page_checkpoint`), VMAs, page tables and vmalloc areas; the row
/// of `keyframe` says so. A subject is left out while the rows of its own table since the last time are few beside it, so that
/// checkpoints never cost more than a small part of the file, however much there is at once. The lists are left out too where frames
/// became managed that were reserved when the run began (recordings do that), because the lists do not tell which.
///
/// Page-table entries and heap chunks are not stored so: what the views show of them (the fault that mapped a page, the step that changed
/// a chunk) is in the rows alone. `replay-tool index` keeps them.
extension Machine {
    /// Page rows before the lists are stored again, for each row that they take.
    private static let rowsForEachCheckpointRow = 32

    /// Has every state row written at the end of this step.
    mutating func markAllChanged() {
        kernel.memory.markAllDirty()
        // A cache has one row a step: the recording's, where that told of it.
        kernel.slab.markAllDirty { [seen = recording.caches.seen] in seen.contains($0) }
        recording.caches.markAllDirty()
        heaps.markAllDirty()
        kernel.virtual.markAllDirty()
        figures.markDirty()
    }

    /// Stores whole what pays. Precondition: the step's other rows are there.
    mutating func storeKeyframe() {
        storeAllocator()
        store(.vma, of: .vma, kernel.virtual.vmaCount)
        store(.pageTable, of: .pageTable, kernel.virtual.tables.storedCount)
        store(.area, of: .area, kernel.vmalloc.storedCount)
    }

    /// Stores a subject of `count` rows where the rows of its table since the last time are many beside it.
    private mutating func store(_ subject: KeyframeSubject, of table: TransitionTable, _ count: Int) {
        let (rows, place) = (log.rowCount(table), Int(subject.rawValue))
        guard rows > keyframeRows[place], rows - keyframeRows[place] >= Self.rowsForEachCheckpointRow * count else { return }
        keyframeRows[place] = rows
        let before = log.rowsInStep
        switch subject {
        case .vma: kernel.virtual.storeVmas(log: &log)
        case .pageTable: kernel.virtual.tables.storeTables(log: &log)
        case .area: kernel.vmalloc.storeAreas(log: &log)
        case .pageAllocator: preconditionFailure("the lists have a rule of their own")
        }
        log.append(KeyframeRow(subject: subject, rows: UInt64(log.rowsInStep - before)))
    }

    private mutating func storeAllocator() {
        let rows = log.rowCount(.page)
        guard rows - allocatorCheckpoint.pageRows >= Self.rowsForEachCheckpointRow * allocatorCheckpoint.ownRows,
            kernel.memory.managedPages == allocatorCheckpoint.managedAtBegin, !kernel.memory.reservedIsAssumed
        else { return }
        let before = log.rowsInStep
        kernel.memory.storeCheckpoint(log: &log)
        allocatorCheckpoint.pageRows = rows
        allocatorCheckpoint.ownRows = Int(log.rowsInStep - before)
        log.append(KeyframeRow(subject: .pageAllocator, rows: UInt64(allocatorCheckpoint.ownRows)))
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
