import Pages
import ReplayModel
import Slab
import TraceFormat

/// Whether the model chooses frames and addresses, or takes those that a recording names.
public enum Placement: UInt8, CodedValue {
    case model, recorded
}

/// The whole machine: the kernel, each process's C library, and what the trace calls things.
///
/// Events go in one at a time (`apply`), transitions come out in `log`. One `switch` in `Machine+Dispatch.swift`
/// chooses the leaf; the leaves stand by topic in `Events/`.
public struct Machine: ~Copyable {
    public internal(set) var kernel: Kernel
    /// The transitions of the current step and of those before it that the store has not taken yet, and the counters.
    public var log = TransitionLog()
    public let placement: Placement
    /// Every name of the run; the trace readers intern into it too.
    public var names: NameTable
    var heaps = HeapTable()
    var pointers = PointerTable()
    /// The event that waits for memory as a whole (its kernel part found none and undid itself).
    var suspended: TraceEvent?
    var figures = Figures()
    /// The process of the event being applied.
    var current = ProcessID.kernel
    /// The processor of the event being applied.
    var cpu: UInt16 = 0
    /// Processors that events have named and the machine has not. Only looked up.
    var missingProcessors: Set<UInt16> = []
    /// Free blocks and page-block types that the trace begins with, as long as nothing else has come.
    var pageState: PageStateCollector? = PageStateCollector()
    /// The page allocator when the trace's own starting state had been entered; nil: the trace brought none.
    public internal(set) var traceState: PageAllocatorSnapshot?
    /// SLUB's caches to begin with, until boot has entered them.
    var startSlabs: InitialSlabState?
    /// Input that the machine cannot go on with; the engine ends the run with it.
    var refusal: Refusal?
    /// Whether there is a kernel recording among the traces.
    public let isRecording: Bool
    /// How a recording's levels belong together; as it began where there is none.
    var recording: RecordedState
    /// Recorded frees of lists of pages, by frame: they take effect when the page's page_free_batched comes. Only looked up.
    var listFrees: [UInt64: UInt8] = [:]
    /// Frames that were freed at the event of their list, whose own free may follow. Only looked up.
    var listFreed: Set<UInt64> = []
    /// What the joiner said of the event being applied.
    var joined = JoinOutcome.nothing
    var allocatorCheckpoint = AllocatorCheckpoint()
    /// Rows of each subject's table when it was stored last, by `KeyframeSubject`.
    var keyframeRows = [Int](repeating: 0, count: KeyframeSubject.allCases.count)
}

extension Machine {
    /// A machine as it is after boot; the rows of boot belong to its first step. `isRecording`: a kernel recording is to be
    /// replayed; `survey`: what a first reading of it told. In placement `recorded` per-CPU page lists are off, so that every free
    /// frame is in the buddy, unless the survey says that the recording tells of refills and drains.
    /// Precondition: a valid profile.
    public init(
        profile: MachineProfile, placement: Placement = .model, isRecording: Bool = false, survey: TraceSurvey? = nil,
        names: NameTable = NameTable()
    ) {
        self.placement = placement
        self.names = names
        var profile = profile
        let followsSteps = placement == .recorded && survey?.carriesSteps == true && profile.pages.perCPULists
        if placement == .recorded { profile.pages.perCPULists = followsSteps }
        kernel = Kernel(profile: profile)
        kernel.memory.followsRecordedDrains = followsSteps
        self.isRecording = isRecording || placement == .recorded
        recording = RecordedState(profile: profile, survey: survey)
        kernel.isRecorded = placement == .recorded || (isRecording && profile.replay.pageRequests == .recorded)
        followLockOrder()
    }

    /// Who asks for pages: the recording's page events, or what the other events need.
    public var pageRequests: PageRequests {
        mutating get { kernel.isRecorded ? .recorded : .model }
    }

    /// The page allocator has got a starting state: with `auto` the recording's page events ask for pages from here on.
    mutating func pageStateAdopted() {
        kernel.isInMidLife = true
        beginKeyframes()
        if isRecording, kernel.profile.replay.pageRequests == .auto { kernel.isRecorded = true }
        followLockOrder()
    }

    /// The run's figures: each at the end, and its peak.
    public var metrics: [MetricTable.Entry] { figures.metrics.entries }

    /// Aborts when an invariant of the machine does not hold: every frame has exactly one owner, free counts equal the lists,
    /// slab pages equal the buddy's slab frames, RSS equals the mapped entries. Takes time in proportion to the machine.
    public mutating func checkInvariants() {
        kernel.checkInvariants()
        if kernel.isRecorded { checkRecordedInvariants() }
        heaps.checkInvariants()
        if !kernel.isRecorded { kernel.checkOwners() }
    }
}
