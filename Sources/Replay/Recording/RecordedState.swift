import Notation
import Pages
import ReplayModel
import TraceFormat

/// What a kernel recording adds to the machine: how its levels belong together, and what they have come to.
///
/// Page events say where frames come from, and the other levels name the owner of the frames (`RecordingJoiner`).
///
/// Where page events ask for pages (placement `recorded`, or `model` with `replay.page_requests` `recorded`), objects, faults and
/// mappings are recorded as they were, and nothing is allocated for them; the frames are the recorded ones or the model's. Where
/// they do not, the upper levels drive (kmalloc, faults, vmalloc); a page event that only echoes one of them is recognised by the
/// joiner's rules and not replayed a second time; all other page events are replayed with frames that the model chooses.
struct RecordedState {
    var joiner: RecordingJoiner
    /// Recorded frames whose allocation echoed something that the model does by itself. Only looked up.
    var echoes: Set<UInt64> = []
    /// Live recorded objects by address (placement `recorded`). Only looked up.
    var objects = NumberTable(filler: RecordedObject())
    var caches = RecordedCaches()
    var classes = KmallocNames()

    /// Where frames come from in placement `recorded`; nil as long as no event has taken one.
    enum FrameSource { case recording, model }
    var frameSource: FrameSource?

    /// What a first reading found; nil: there was none.
    let survey: TraceSurvey?
    /// Page events so far, as the survey counts them.
    var pageEvents: UInt32 = 0
    /// Where the model has the recording's frames (placement `model`).
    var frames = FrameTranslation()
    var stepping: SteppingCheck
    var inside = InsideState()
    /// Memory policies by task, or by process where the model asks for pages. Only looked up.
    var policies: [Int32: MemoryPolicy] = [:]
    /// By processor: the stock whose lock it holds, as the places of its last event show.
    var held: [HeldPCP?]
    /// Where SLUB predicts the objects (the starting state told of its caches and page events ask for pages); nil: they are only
    /// recorded.
    var slabs: SlabJoin?
    /// Frames of allocations and frees so far (placement `recorded`).
    var named = FrameBits()
    /// Processes that the recording's OOM killer chose. Only looked up.
    var victims: Set<Int32> = []
    /// Whether the recording carries rss_stat.
    var hasSamples = false

    init(profile: MachineProfile, survey: TraceSurvey? = nil) {
        self.survey = survey
        held = Array(repeating: nil, count: Int(profile.cpus))
        stepping = SteppingCheck(cpus: profile.cpus, carried: survey?.carried ?? [])
        joiner = RecordingJoiner(linearMap: LinearMap(base: profile.architecture.linearDistance))
    }
}

/// A per-CPU stock whose lock a processor holds.
struct HeldPCP {
    var zone: ZoneIndex
    var task: Int32
    /// For a list of pages that are freed one by one.
    var isList: Bool
}

/// A live object of a recording.
struct RecordedObject: Sendable {
    var cache = CacheID(0)
    var frame = FrameNumber(0)
    var requested: UInt64 = 0
    var given: UInt64 = 0
}

/// The figures of recorded caches: what is known of them from the events alone.
///
/// Invariant: `active` and `requested` of a cache are the sums over its live objects that were seen to be allocated.
struct RecordedCaches {
    struct Figures {
        /// Whether the recording told of the cache.
        var isSeen = false
        var active: UInt64 = 0
        var objects: UInt64 = 0
        var slabs: UInt64 = 0
        var requested: UInt64 = 0
    }

    /// By cache id.
    private var figures: [Figures] = []
    /// The cache that the step changed first, and the others, with repeats.
    private var first: CacheID?
    private var others: [CacheID] = []

    @inline(__always)
    mutating func update(_ cache: CacheID, _ change: (inout Figures) -> Void) {
        let index = Int(cache.rawValue)
        if figures.count <= index { makeRoom(for: index) }
        figures[index].isSeen = true
        change(&figures[index])
        if first == nil { first = cache } else if first != cache { others.append(cache) }
    }

    private mutating func makeRoom(for index: Int) {
        while figures.count <= index { figures.append(Figures()) }
    }

    /// Every cache that was seen gets a row of its figures at the step's end.
    mutating func markAllDirty() { others += seen }

    /// The caches that the recording told of, by id.
    var seen: [CacheID] { figures.indices.filter { figures[$0].isSeen }.map { CacheID(UInt32($0)) } }

    /// One row for each cache that the step changed, by id. All slabs seen count as active: which are empty is not known.
    @inline(__always)
    mutating func endStep(log: inout TransitionLog) {
        if others.isEmpty {
            guard let first else { return }
            append(first, &log)
        } else {
            writeMany(&log)
        }
        first = nil
    }

    private mutating func writeMany(_ log: inout TransitionLog) {
        if let first { others.append(first) }
        others.sort()
        var last: CacheID?
        for cache in others where cache != last {
            last = cache
            append(cache, &log)
        }
        others.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private func append(_ cache: CacheID, _ log: inout TransitionLog) {
        let now = figures[Int(cache.rawValue)]
        log.append(
            CacheStateRow(
                cache: cache, activeObjects: now.active, objects: max(now.objects, now.active), activeSlabs: now.slabs,
                slabs: now.slabs, requested: now.requested))
    }
}
