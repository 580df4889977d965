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
    /// Whether the recording prints process and thread apart.
    var seesThreads = false

    @inline(__always)
    subscript(tid: Int32) -> Task? {
        get { known[tid] }
        set { known[tid] = newValue }
    }

    /// How many are known.
    var count: Int { known.count }
}
