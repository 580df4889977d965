/// Who makes the calls of a log: each process is named when it first appears, its threads are made under it.
struct CallTasks: Sendable {
    /// What a format tells of tasks.
    enum Kind: Sendable {
        /// A task's number only: all are threads of the first.
        case threads
        /// A process's number, and perhaps its threads'.
        case processes
        /// A task's number, and calls that make others: a new one that no call has made is a thread where a stack was mapped for it
        /// (MAP_STACK), else a process.
        case children
    }

    struct Task: Sendable {
        var process: Int32
        var hasEnded = false
    }

    /// By the number that the log has. Only looked up.
    private var known: [UInt64: Int32] = [:]
    /// By the number that events have. Only looked up.
    private var tasks: [Int32: Task] = [:]
    private(set) var first: Int32?
    /// Stacks that were mapped and have no thread yet.
    var stacks = 0

    /// The number that events have: the log's where it fits, else the next one from 1 on.
    mutating func number(_ logged: UInt64) -> Int32 {
        if let number = known[logged] { return number }
        let number = Int32(exactly: logged).flatMap { $0 > 0 ? $0 : nil } ?? Int32(truncatingIfNeeded: known.count + 1)
        known[logged] = number
        return number
    }

    /// nil: it has not appeared, or has ended.
    func process(of task: Int32) -> Int32? { tasks[task].flatMap { $0.hasEnded ? nil : $0.process } }

    func hasEnded(_ task: Int32) -> Bool { tasks[task]?.hasEnded ?? false }

    mutating func add(_ task: Int32, process: Int32) {
        tasks[task] = Task(process: process)
        if first == nil { first = task }
    }

    mutating func end(_ task: Int32) { tasks[task]?.hasEnded = true }
}
