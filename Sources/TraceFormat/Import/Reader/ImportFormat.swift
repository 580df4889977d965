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
    /// What `heaptrack` writes, with `--raw` and without.
    case heaptrack
    /// `valgrind --trace-malloc=yes`.
    case valgrind
    /// strace's memory calls.
    case strace
    /// Android's malloc_debug.
    case android = "android-malloc"
    /// Firefox's logalloc.
    case logalloc
    /// babeltrace2's text of LTTng's wrapper of the C library.
    case lttng
    /// RMM's log of device memory.
    case rmm
    /// perf trace's memory calls.
    case perfTrace = "perf-trace"
    /// What a bpftrace script prints in the documented form.
    case bpftrace
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
        if let importer { return importer.reader(bytes, source: source, kernel: kernel) }
        return self == .perfData
            ? try PerfDataReader(bytes, source: source, kernel: kernel) : try TraceDatReader(bytes, source: source, kernel: kernel)
    }

    /// What reads this format's lines; nil: it is binary.
    var importer: (any LineImporter.Type)? {
        switch self {
        case .perfScript: PerfScriptImporter.self
        case .ftrace: FtraceImporter.self
        case .glibcLog: GlibcLogImporter.self
        case .vmallocinfo: VmallocinfoImporter.self
        case .mtrace: MtraceImporter.self
        case .ltrace: CallImporter<LtraceRecorder>.self
        case .heaptrack: HeaptrackImporter.self
        case .valgrind: CallImporter<ValgrindRecorder>.self
        case .strace: CallImporter<StraceRecorder>.self
        case .android: CallImporter<AndroidRecorder>.self
        case .logalloc: CallImporter<LogallocRecorder>.self
        case .lttng: CallImporter<LttngRecorder>.self
        case .rmm: CallImporter<RmmRecorder>.self
        case .perfTrace: CallImporter<PerfTraceRecorder>.self
        case .bpftrace: CallImporter<BpftraceRecorder>.self
        case .perfData, .traceDat: nil
        }
    }

    /// Why an input is no recording that can be read: what it is instead, where its kind is known.
    public static func refusal(of bytes: borrowing ByteSource) -> TraceError {
        knownRefusal(of: bytes)
            ?? TraceError(file: bytes.name, line: 1, problem: "not a recording of a known format", expected: known)
    }

    /// The order in which formats are asked. heaptrack's first line tells it; lines below it (`- 0`) look like mtrace's.
    private static let order = [heaptrack] + allCases.filter { $0 != heaptrack }

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
        guard let format = Self.order.first(where: { $0.matches(bytes) }) ?? kernel.first else { return nil }
        self = format
    }

    /// Whether the first bytes are those of this binary format.
    private func beginsBinary(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .perfData: PerfFileHeader.isPerf(bytes)
        case .traceDat: bytes.starts(with: TracingData.magic)
        default: false
        }
    }

    /// Whether the first bytes of an input look like this text format: one of the first lines has its shape. The last line is looked at only
    /// where it has an end.
    func matches(_ bytes: UnsafeRawBufferPointer, lines: Int = 64) -> Bool {
        guard let importer else { return false }
        var start = 0
        for _ in 0..<lines {
            let end = bytes.find(0x0a, start, bytes.count)
            guard end < bytes.count else { return false }
            let hasReturn = end > start && bytes.byte(end - 1) == 0x0d
            let line = bytes.slice(start, hasReturn ? end - 1 : end)
            if importer.isLine(line) { return true }
            start = end + 1
        }
        return false
    }
}
