/// What a recording tells of the machine that it was made on: in its header, and by what its events show.
struct RecordingEvidence: Sendable {
    /// Processors by the header; nil: it does not say.
    var declaredCPUs: UInt16?
    /// The highest processor of an event.
    var highestCPU = TraceEvent.noCPU
    /// The kernel by the header, or else as the user named it.
    private(set) var kernel: RecordedKernel?
    /// How migrate types are numbered, by the first allocation that shows it.
    var numbering: MigratetypeNumbering?
    /// Where its struct pages are.
    var structPages = StructPages()
    /// Whether the kernel has MIGRATE_CMA.
    var hasCMA = false

    /// How migrate types are numbered, by all that is known; nil: nothing tells.
    var bestNumbering: MigratetypeNumbering? { numbering ?? kernel.map(MigratetypeNumbering.init(of:)) }

    mutating func name(_ kernel: RecordedKernel?) {
        if self.kernel == nil { self.kernel = kernel }
    }

    /// The entry that a trace's header has for the processors: `cpus` where the recording tells their number, `cpus_seen` where only its
    /// events show how many there are at least.
    var cpuEntry: (key: String, value: String)? {
        let seen = UInt16(Int(highestCPU) + 1)
        if let declaredCPUs { return ("cpus", "\(max(declaredCPUs, seen))") }
        return seen > 0 ? ("cpus_seen", "\(seen)") : nil
    }
}

extension RecordingEvidence {
    /// A comment at a recording's begin, of ftrace, of its latency format, of `trace-cmd report` or of `perf script --header`.
    mutating func take(header line: UnsafeRawBufferPointer) {
        for title: StaticString in ["#P:", "# nrcpus online : ", "# nrcpus avail : "] where declaredCPUs == nil {
            take(cpus: line, after: title)
        }
        if line.has("cpus=", at: 0) { take(cpus: line, after: "cpus=") }
        for title: StaticString in ["# os release : ", " latency trace v1.1.5 on "] {
            guard let at = line.firstRange(of: title) else { continue }
            name(RecordedKernel(line.slice(at + title.utf8CodeUnitCount, line.count).text))
        }
    }

    private mutating func take(cpus line: UnsafeRawBufferPointer, after title: StaticString) {
        guard let at = line.firstRange(of: title), let number = line.decimalPrefix(at + title.utf8CodeUnitCount) else { return }
        if (1...UInt64(Int16.max)).contains(number.value) { declaredCPUs = UInt16(number.value) }
    }
}
