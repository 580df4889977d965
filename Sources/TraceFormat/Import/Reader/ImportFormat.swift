/// The formats of other programs that can be read.
public enum ImportFormat: String, CaseIterable, Sendable {
    /// `perf script` text.
    case perfScript = "perf-script"
    /// ftrace's `trace` file, and `trace-cmd report`.
    case ftrace
    /// A log of malloc calls: `m SIZE RESULT`, …
    case glibcLog = "glibc-log"
    /// /proc/vmallocinfo: areas that there are when a recording begins.
    case vmallocinfo
    /// glibc's own log, of mtrace(3).
    case mtrace
    /// ltrace's log of malloc and its kin.
    case ltrace
    /// perf's own binary form.
    case perfData = "perf-data"
    /// trace-cmd's own binary form.
    case traceDat = "trace-dat"

    /// What a message says is expected.
    public static let known = "a recording in one of the formats " + allCases.map(\.rawValue).joined(separator: ", ")

    /// Opens `bytes` as this format, whatever they look like; `source` goes into each event's `source`. `kernel`: on which they were
    /// recorded, where the user named one. Errors: a binary form's beginning cannot be read.
    public func open(
        _ bytes: consuming ByteSource, source: UInt16 = 0, kernel: RecordedKernel? = nil
    ) throws(TraceError) -> any TraceReader {
        switch self {
        case .perfScript: ImportReader<PerfScriptImporter>(bytes, source: source, kernel: kernel)
        case .ftrace: ImportReader<FtraceImporter>(bytes, source: source, kernel: kernel)
        case .glibcLog: ImportReader<GlibcLogImporter>(bytes, source: source)
        case .vmallocinfo: ImportReader<VmallocinfoImporter>(bytes, source: source)
        case .mtrace: ImportReader<MtraceImporter>(bytes, source: source)
        case .ltrace: ImportReader<LtraceImporter>(bytes, source: source)
        case .perfData: try PerfDataReader(bytes, source: source, kernel: kernel)
        case .traceDat: try TraceDatReader(bytes, source: source, kernel: kernel)
        }
    }

    /// Why an input is no recording that can be read: what it is instead, where its kind is known.
    public static func refusal(of bytes: borrowing ByteSource) -> TraceError {
        knownRefusal(of: bytes)
            ?? TraceError(file: bytes.name, line: 1, problem: "not a recording of a known format", expected: known)
    }

    /// Why an input of a known kind is none that can be read; nil: its kind is not known.
    static func knownRefusal(of bytes: borrowing ByteSource) -> TraceError? {
        if let kind = UnreadableKind.of(bytes.sniffed) { return kind.error(bytes.name) }
        return RingPage.isPage(bytes.sniffed) ? TraceDatFile.leftOver(bytes.name) : nil
    }

    /// The format that an input with these first bytes has, or nil.
    public init?(sniffing bytes: UnsafeRawBufferPointer) {
        if let binary = Self.allCases.first(where: { $0.beginsBinary(bytes) }) {
            self = binary
            return
        }
        // A kernel's recording may stand far down in a log.
        let kernel = [Self.perfScript, .ftrace].lazy.filter { $0.matches(bytes, lines: .max) }
        guard let format = Self.allCases.first(where: { $0.matches(bytes) }) ?? kernel.first else { return nil }
        self = format
    }

    /// Whether the first bytes are those of this binary format.
    private func beginsBinary(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .perfData: PerfFileHeader.isPerf(bytes)
        case .traceDat: bytes.starts(with: TracingData.magic)
        case .perfScript, .ftrace, .glibcLog, .vmallocinfo, .mtrace, .ltrace: false
        }
    }

    /// Whether the first bytes of an input look like this text format: one of the first lines has its shape. The last line is looked at only
    /// where it has an end.
    func matches(_ bytes: UnsafeRawBufferPointer, lines: Int = 64) -> Bool {
        var start = 0
        for _ in 0..<lines {
            let end = bytes.find(0x0a, start, bytes.count)
            guard end < bytes.count else { return false }
            let hasReturn = end > start && bytes.byte(end - 1) == 0x0d
            let line = bytes.slice(start, hasReturn ? end - 1 : end)
            switch self {
            case .perfScript: if PerfScriptImporter.isLine(line) { return true }
            case .ftrace: if FtraceImporter.isLine(line) { return true }
            case .glibcLog: if GlibcLogImporter.isLine(line) { return true }
            case .vmallocinfo: if VmallocinfoImporter.isLine(line) { return true }
            case .mtrace: if MtraceImporter.isLine(line) { return true }
            case .ltrace: if LtraceImporter.isLine(line) { return true }
            case .perfData, .traceDat: return false
            }
            start = end + 1
        }
        return false
    }
}
