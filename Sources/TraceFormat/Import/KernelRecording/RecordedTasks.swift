/// The tasks seen so far: thread id → process and command name.
///
/// Invariant: a thread that is known has a process that is known, unless that has exited.
struct RecordedTasks: Sendable {
    struct Task: Sendable {
        var pid: Int32
        /// The command name printed last.
        var comm: NameID
    }

    private var known: [Int32: Task] = [:]
    /// The task that was changed or met last: lines come in runs of one task. Invariant: `newest.task == known[newest.tid]`.
    private var newest: (tid: Int32, task: Task?) = (0, nil)
    /// Whether the recording prints process and thread apart.
    var seesThreads = false

    /// How often something has changed.
    private(set) var generation: UInt32 = 0

    @inline(__always)
    subscript(tid: Int32) -> Task? {
        get { tid == newest.tid ? newest.task : known[tid] }
        set {
            known[tid] = newValue
            newest = (tid, newValue)
            generation &+= 1
        }
    }

    /// Makes `tid` the newest.
    @inline(__always)
    mutating func meet(_ tid: Int32) {
        if tid != newest.tid { newest = (tid, known[tid]) }
    }

    /// How many are known.
    var count: Int { known.count }
}
