/// The tables of the store that grow with the run, in the order in which they are documented.
public enum TransitionTable: UInt8, CaseIterable, Sendable {
    case event
    case page
    case zoneFree
    case pageblock
    case cache
    case slab
    case object
    case cacheState
    case area
    case vma
    case fault
    case mapping
    case pageTable
    case access
    case heap
    case heapState
    case syscall
    case process
    case processState
    case memoryState
    case allocationFailure
    case oom
    case oomCandidate
    case setting
    case mark
    case anomaly
    case checkpoint
    case stepping
    case oomZone
    case pageFallback
    case pageCheckpoint
    case keyframe
    case vmaCheckpoint
    case pageTableCheckpoint
    case areaCheckpoint

    public var schema: TableSchema {
        switch self {
        case .event: EventRow.schema
        case .page: PageRow.schema
        case .zoneFree: ZoneFreeRow.schema
        case .pageblock: PageblockRow.schema
        case .cache: CacheRow.schema
        case .slab: SlabRow.schema
        case .object: ObjectRow.schema
        case .cacheState: CacheStateRow.schema
        case .area: AreaRow.schema
        case .vma: VmaRow.schema
        case .fault: FaultRow.schema
        case .mapping: MappingRow.schema
        case .pageTable: PageTableRow.schema
        case .access: AccessRow.schema
        case .heap: HeapRow.schema
        case .heapState: HeapStateRow.schema
        case .syscall: SystemCallRow.schema
        case .process: ProcessRow.schema
        case .processState: ProcessStateRow.schema
        case .memoryState: MemoryStateRow.schema
        case .allocationFailure: AllocationFailureRow.schema
        case .oom: OomRow.schema
        case .oomCandidate: OomCandidateRow.schema
        case .setting: SettingRow.schema
        case .mark: MarkRow.schema
        case .anomaly: AnomalyRow.schema
        case .checkpoint: CheckpointRow.schema
        case .stepping: SteppingRow.schema
        case .oomZone: OomZoneRow.schema
        case .pageFallback: PageFallbackRow.schema
        case .pageCheckpoint: PageCheckpointRow.schema
        case .keyframe: KeyframeRow.schema
        case .vmaCheckpoint: VmaCheckpointRow.schema
        case .pageTableCheckpoint: PageTableCheckpointRow.schema
        case .areaCheckpoint: AreaCheckpointRow.schema
        }
    }
}
