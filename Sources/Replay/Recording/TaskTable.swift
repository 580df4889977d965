import ReplayModel
import TraceFormat

/// What the joiner remembers of each task.
///
/// Invariants: `expected` is at least the number of tasks with a `newSlab`; `index[tid]` is the position of the task's entry in `states`; entries are never removed, a new process takes its
/// pid's old entry over.
struct TaskTable: Sendable {
    private var index = NumberTable(filler: Int32(0))
    private var states: [TaskState] = []
    private var expected = 0
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

    /// The task has got a slab whose first object is still to come.
    mutating func expectObject(in slab: (frame: UInt64, order: UInt8), of task: Int32) {
        let position = position(task)
        if states[position].newSlab == nil { expected += 1 }
        states[position].newSlab = slab
    }

    /// The slab whose first object the task gets now.
    mutating func takeNewSlab(of task: Int32) -> (frame: UInt64, order: UInt8)? {
        if expected == 0 { return nil }
        let position = position(task)
        guard let slab = states[position].newSlab else { return nil }
        states[position].newSlab = nil
        expected -= 1
        return slab
    }

    private mutating func position(_ task: Int32) -> Int {
        if newest.task == task { return newest.position }
        let position: Int
        let key = UInt64(UInt32(bitPattern: task))
        if let known = index[key] {
            position = Int(known)
        } else {
            position = states.count
            states.append(TaskState(pid: task))
            index.update(key, Int32(position))
        }
        newest = (task, position)
        return position
    }
}
