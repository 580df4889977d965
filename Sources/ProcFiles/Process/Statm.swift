import TraceFormat

/// /proc/PID/statm in pages (proc_pid_statm and task_statm, fs/proc/task_mmu.c of 6.1).
package struct Statm: ProcFormat {
    package var size: UInt64
    package var resident: UInt64
    /// Resident file and shared pages.
    package var shared: UInt64
    package var code: UInt64
    /// Private writable areas and the stack.
    package var data: UInt64

    package init(size: UInt64, resident: UInt64, shared: UInt64, code: UInt64, data: UInt64) {
        self.size = size
        self.resident = resident
        self.shared = shared
        self.code = code
        self.data = data
    }

    package init(_ lines: WordLines) throws(TraceError) {
        guard let line = lines.lines.first else { throw lines.error("is empty", expected: "seven numbers") }
        let numbers = try lines.numbers(line, from: 0, "seven numbers")
        guard numbers.count == 7 else { throw lines.error(line, "seven numbers") }
        self.init(size: numbers[0], resident: numbers[1], shared: numbers[2], code: numbers[3], data: numbers[5])
    }

    /// `lib` and `dt` are always 0.
    package var text: String { "\(size) \(resident) \(shared) \(code) 0 \(data) 0\n" }
}
