import ReplayModel
import TraceFormat

/// A process as memory and the OOM killer see it.
///
/// Invariant: `space` is nil for kernel threads, for processes whose memory was never looked at, and after exit.
public struct Process: Sendable {
    public internal(set) var process: ProcessID
    public internal(set) var parent: ProcessID?
    public internal(set) var uid: UInt32
    public internal(set) var comm: NameID
    /// Nanoseconds of the trace's time at which it began (start_time of struct task_struct): its fork, or the first event that tells of it.
    public internal(set) var startTime: UInt64 = 0
    /// What setrlimit limits; children begin with their parent's, and exec keeps them.
    var limits = ResourceLimits()
    /// oom_score_adj, -1000 … 1000.
    public var oomScoreAdj: Int16 = 0
    /// The lowest oom_score_adj that it may set without CAP_SYS_RESOURCE (oom_score_adj_min).
    public var oomScoreAdjMinimum: Int16 = 0
    /// oom_adj, -17 … 15, as it reads back.
    public var oomAdj: Int8 = 0
    public internal(set) var isAlive = true
    /// Page faults served without reading a device.
    public package(set) var minorFaults: UInt64 = 0
    /// Threads besides the first.
    public internal(set) var threads: UInt32 = 0
    /// `mm` of struct task_struct; reached through an `AddressSpaceSlot`.
    package internal(set) var space: AddressSpace?
    var isDirty = false

    init(process: ProcessID, parent: ProcessID?, uid: UInt32, comm: NameID) {
        self.process = process
        self.parent = parent
        self.uid = uid
        self.comm = comm
    }

    /// Its memory as a recording tells it, where address spaces are not modelled (placement `recorded`).
    package var recorded = MemoryCounters()
    /// Its recorded program break; 0 where it is not known.
    package var recordedBreak: UInt64 = 0

    /// Anonymous pages without a frame of its own in the records (placement `recorded`): shared since its fork, or from before the
    /// recording began.
    package var inherited: UInt64 = 0
    /// What its recorded anonymous memory was before it began its program (placement `recorded`).
    package var origin = RecordedOrigin()

    /// The largest total and resident size at a step's end since its address space began, in pages (hiwater_vm, hiwater_rss of struct
    /// mm_struct, taken at the ends of steps).
    private(set) var peakVirtualPages: UInt64 = 0
    private(set) var peakResidentPages: UInt64 = 0

    /// A step has ended.
    mutating func notePeaks() {
        let now = counters
        peakVirtualPages = max(peakVirtualPages, now.total)
        peakResidentPages = max(peakResidentPages, now.resident)
    }

    /// It runs another program: a new address space with peaks of its own.
    package mutating func forgetPeaks() { (peakVirtualPages, peakResidentPages) = (0, 0) }

    /// Its memory in pages; all 0 without an address space, unless a recording tells it.
    public var counters: MemoryCounters {
        if let space { return space.counters }
        var counters = recorded
        counters.anonymous &+= inherited
        counters.anonymous -= min(origin.building, counters.anonymous)
        return counters
    }
    public var hasAddressSpace: Bool { space != nil }
    /// Root has every capability in the model.
    public var isRoot: Bool { uid == 0 }
}

/// A process's place in the process table, for as long as the run lasts.
public struct ProcessSlot: Hashable, Sendable {
    @usableFromInline var rawValue: Int32
    @inlinable init(_ position: Int) { rawValue = Int32(position) }
    @inlinable @inline(__always) var position: Int { Int(rawValue) }
}
