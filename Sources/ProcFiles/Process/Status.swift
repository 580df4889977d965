import TraceFormat

/// /proc/PID/status (`proc_pid_status`, fs/proc/array.c; `task_mem`, fs/proc/task_mmu.c of Linux 6.1): every line, in order.
package struct Status: ProcFormat {
    /// `NAME:`, a tab, and the value.
    package struct Line: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        package init(_ name: String, kilobytes: UInt64) { self.init(name, "\(kilobytes.padded(8)) kB") }
    }

    package var lines: [Line]

    package init(lines: [Line]) { self.lines = lines }

    package init(_ lines: WordLines) throws(TraceError) {
        self.lines = []
        for line in lines.lines {
            guard let colon = line.text.firstIndex(of: ":"), line.text[colon...].hasPrefix(":\t") else {
                throw lines.error(line, "NAME: and a tab")
            }
            self.lines.append(Line(String(line.text[..<colon]), String(line.text[colon...].dropFirst(2))))
        }
    }

    package var text: String { lines.map { "\($0.name):\t\($0.value)\n" }.joined() }
}
