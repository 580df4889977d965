/// /proc/PID/statm in pages (proc_pid_statm and task_statm, fs/proc/task_mmu.c of 6.1).
public struct Statm: Equatable, Sendable {
    public var size: UInt64
    public var resident: UInt64
    /// Resident file and shared pages.
    public var shared: UInt64
    public var text: UInt64
    /// Private writable areas and the stack.
    public var data: UInt64

    public init(size: UInt64, resident: UInt64, shared: UInt64, text: UInt64, data: UInt64) {
        self.size = size
        self.resident = resident
        self.shared = shared
        self.text = text
        self.data = data
    }

    /// The line; `lib` and `dt` are always 0.
    public var line: String { "\(size) \(resident) \(shared) \(text) 0 \(data) 0\n" }
}
