import TraceFormat

/// What the joiner remembers of each task.
///
/// Invariant: `index[tid]` is the position of the task's entry in `states`; entries are never removed, a new process takes its
/// pid's old entry over.
struct TaskTable: Sendable {
    private var index: [Int32: Int] = [:]
    private var states: [TaskState] = []
    private var newest: (task: Int32, position: Int) = (.min, 0)

    /// The state of a task; a new task is its own process.
    subscript(task: Int32) -> TaskState {
        mutating get { states[position(task)] }
        _modify {
            let position = position(task)
            yield &states[position]
        }
    }

    /// A thread of `process` begins.
    mutating func addThread(_ tid: Int32, of process: Int32) { self[tid] = TaskState(pid: process) }

    /// A process begins.
    mutating func addProcess(_ pid: Int32) { self[pid] = TaskState(pid: pid) }

    private mutating func position(_ task: Int32) -> Int {
        if newest.task == task { return newest.position }
        let position: Int
        if let known = index[task] {
            position = known
        } else {
            position = states.count
            states.append(TaskState(pid: task))
            index[task] = position
        }
        newest = (task, position)
        return position
    }
}
