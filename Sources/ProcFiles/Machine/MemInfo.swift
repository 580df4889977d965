import TraceFormat

/// /proc/meminfo (meminfo_proc_show, fs/proc/meminfo.c of 6.1): lines in the kernel's order and columns.
package struct MemInfo: ProcFormat {
    package var lines: [NamedFigure]

    package init(lines: [NamedFigure]) { self.lines = lines }

    package init(_ lines: WordLines) throws(TraceError) {
        self.lines = []
        for line in lines.lines { self.lines.append(try lines.figure(line)) }
    }

    package var text: String { lines.map(\.text).joined() }

    /// The figure of a line: kB, or a count.
    package subscript(name: String) -> UInt64? { lines.first { $0.name == name }?.value }
}
