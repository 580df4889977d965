import Pages
import ReplayModel
import TraceFormat

/// What a first reading of the traces tells that a replay cannot know when it gets there: which page events the recording
/// carries, and which frames were taken without an event.
///
/// Traces are files and can be read twice; what comes through standard input cannot, and is replayed without.
public struct TraceSurvey: Sendable {
    /// How many page events are looked at for `carriesSteps`: a recording that has them has one in every batch of pages.
    static let stepSample = 8192

    /// The page allocator's steps that the recording tells of, in order of first appearance.
    public private(set) var carried: [SteppingKind] = []
    /// Whether there is a starting state of the page allocator.
    public private(set) var hasPageState = false
    /// Whether kprobes tell of each request for an array of pages, which have no event of their own.
    public private(set) var carriesBulks = false
    /// Whether they tell what each of compaction's requests for a free block came to.
    public private(set) var answersIsolations = false
    public private(set) var unseen = UnseenAllocations()
    /// Whom allocations without a cache's name ask; only where the starting state tells of caches.
    public private(set) var callSites = CallSiteSurvey()
    private let wantsCallSites: Bool
    private var pageEvents = 0

    /// - Parameter start: the state that the run begins with.
    public init(start: StartState? = nil) {
        wantsCallSites = start?.slabs != nil
        guard let pages = start?.pages else { return }
        hasPageState = true
        for block in pages.free { unseen.addFree(block.frame.rawValue, order: block.order) }
        for block in pages.perCPU { unseen.addFree(block.frame.rawValue, order: block.order) }
    }

    /// Reads the window of the traces.
    ///
    /// What is asked of a survey.
    public enum Need: Sendable {
        /// Only `carried`: the reading stops when that is clear.
        case steps
        case frames
        /// Frames, if the traces begin with a state of the page allocator; else the reading stops at the first page event.
        case framesWithState
    }

    /// Reads the window of the traces. Throws `TraceError` as a replay would.
    public mutating func read(
        _ readers: [any TraceReader], from: StartPoint?, until: StopPoint?, need: Need
    ) throws(TraceError) {
        var merger = TraceMerger(readers)
        var names = NameTable()
        var window = ReplayWindow(from: from, until: until)
        reading: while let event = try merger.next(names: &names) {
            switch window.judge(event, names: names) {
            case .skip: continue
            case .end: break reading
            case .apply: observe(event, names)
            case .applyLast:
                observe(event, names)
                break reading
            }
            if hasEnough(for: need) { break }
        }
        unseen.finish()
    }

    /// Whether the recording tells of refills and drains of per-CPU lists.
    public var carriesSteps: Bool { carried.contains(.pageAllocZoneLocked) || carried.contains(.pagePcpuDrain) }

    private mutating func carry(_ kind: SteppingKind) {
        if !carried.contains(kind) { carried.append(kind) }
    }

    private func hasEnough(for need: Need) -> Bool {
        switch need {
        case .frames: false
        case .steps: carriesSteps || pageEvents >= Self.stepSample
        case .framesWithState: !hasPageState && pageEvents > 0
        }
    }

    private mutating func observe(_ event: TraceEvent, _ names: NameTable) {
        if wantsCallSites { callSites.observe(event, names) }
        if event.kind == .pageBulkDone { carriesBulks = true }
        if event.kind == .pageIsolateDone { answersIsolations = true }
        guard let number = event.number(.frame), let frame = UInt32(exactly: number) else { return }
        let order = UInt8(clamping: event.number(.order) ?? 0)
        switch event.kind {
        case .stateFreeBlock:
            hasPageState = true
            unseen.addFree(frame, order: order)
        case .pageAlloc:
            pageEvents += 1
            unseen.allocate(frame, order: order)
        case .pageFree:
            pageEvents += 1
            unseen.free(frame, order: order)
        case .pageAllocZoneLocked: carry(.pageAllocZoneLocked)
        case .pagePcpuDrain: carry(.pagePcpuDrain)
        case .pageAllocExtfrag: carry(.pageAllocExtfrag)
        default: break
        }
    }
}
