import TraceFormat

/// /proc/version: `Linux version 6.1.0-50-amd64 (…) …` (fs/proc/version.c).
package struct KernelVersion: ProcFormat {
    /// `6.1.0-50-amd64`.
    package var release: String
    /// The line without its end.
    package var line: String

    package init(_ lines: WordLines) throws(TraceError) {
        guard let line = lines.lines.first else { throw lines.error("is empty", expected: "Linux version RELEASE") }
        guard line.words.count > 2, line.words.starts(with: ["Linux", "version"]) else { throw lines.error(line, "Linux version RELEASE") }
        self.line = line.text
        release = String(line.words[2])
    }

    package var text: String { line + "\n" }

    /// The release's first two numbers; nil where it has none.
    package var numbers: (major: Int, minor: Int)? {
        let parts = release.split { $0 == "." || $0 == "-" }
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0.isNumber }) else { return nil }
        return (major, minor)
    }
}
