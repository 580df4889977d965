import TraceFormat

/// A kernel's log (dmesg, a syslog, journalctl's output, a console's): the reports about memory in it.
package struct KernelLog: Equatable, Sendable {
    package var reports: [MemoryReport]
    /// The last release that the log names.
    package var release: String?

    /// Lines that belong to no report are passed over: logs hold everything.
    package init(_ lines: WordLines) {
        var reader = ReportReader()
        for line in LogPrefix.lines(lines) { reader.take(line) }
        reader.finish()
        reports = reader.reports
        release = reader.release
    }

    /// The report to look at: the one with a number from 1, else the last one that has more than single lines. Errors: there is none.
    package func report(_ number: Int?, file: String) throws(TraceError) -> MemoryReport {
        guard let last = reports.last else {
            throw TraceError(
                file: file, problem: "has no report about memory",
                expected: "a kernel log with \"invoked oom-killer\", \"page allocation failure\" or \"Mem-Info\"")
        }
        guard let number else { return reports.last { !$0.zones.isEmpty || !$0.tasks.isEmpty } ?? last }
        guard reports.indices.contains(number - 1) else {
            throw TraceError(file: file, problem: "has no report \(number)", expected: "a number from 1 to \(reports.count)")
        }
        return reports[number - 1]
    }

    /// Whether a text looks like a log with a report about memory.
    package static func isOne(_ lines: WordLines) -> Bool {
        lines.lines.contains { line in
            line.text.contains("invoked oom-killer") || line.text.contains("allocation failure")
                || line.text.contains("Mem-Info:") || line.text.contains("Mem-info:")
                || (line.text.contains(" free:") && line.text.contains(" min:") && line.text.contains("kB"))
        }
    }
}
