// Made by Scripts/generate-rows from Tables/: change that, and run `make generate`.
// swift-format-ignore-file

extension TransitionTable {
    /// The row of the table.
    public var row: any TableRow.Type {
        switch self {
        case .event: EventRow.self
        case .page: PageRow.self
        case .zoneFree: ZoneFreeRow.self
        case .pageblock: PageblockRow.self
        case .cache: CacheRow.self
        case .slab: SlabRow.self
        case .object: ObjectRow.self
        case .cacheState: CacheStateRow.self
        case .area: AreaRow.self
        case .vma: VmaRow.self
        case .fault: FaultRow.self
        case .mapping: MappingRow.self
        case .pageTable: PageTableRow.self
        case .access: AccessRow.self
        case .heap: HeapRow.self
        case .heapState: HeapStateRow.self
        case .syscall: SystemCallRow.self
        case .process: ProcessRow.self
        case .processState: ProcessStateRow.self
        case .memoryState: MemoryStateRow.self
        case .allocationFailure: AllocationFailureRow.self
        case .oom: OomRow.self
        case .oomCandidate: OomCandidateRow.self
        case .setting: SettingRow.self
        case .mark: MarkRow.self
        case .anomaly: AnomalyRow.self
        case .checkpoint: CheckpointRow.self
        case .stepping: SteppingRow.self
        case .oomZone: OomZoneRow.self
        case .pageFallback: PageFallbackRow.self
        case .pageCheckpoint: PageCheckpointRow.self
        case .keyframe: KeyframeRow.self
        case .vmaCheckpoint: VmaCheckpointRow.self
        case .pageTableCheckpoint: PageTableCheckpointRow.self
        case .areaCheckpoint: AreaCheckpointRow.self
        case .failedCall: FailedCallRow.self
        case .zoneLimit: ZoneLimitRow.self
        case .numaState: NumaStateRow.self
        }
    }

    public var schema: TableSchema { row.schema }
}
