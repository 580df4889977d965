/// What a recorder keeps of tracefs beside the records: the formats of events, the kernel's symbols, names of tasks.
///
/// trace.dat of version 6 begins with it (trace-cmd.dat.v6(5)), and perf.data holds the same (read_trace_data in
/// tools/perf/util/trace-event-read.c of 6.1), with a few differences in the last parts.
struct TracingData {
    static let magic: [UInt8] = [0x17, 0x08, 0x44] + Array("tracing".utf8)

    var isBigEndian = false
    /// Bytes of a `long` on the recorded machine.
    var longSize = 8
    var pageSize = 4096
    /// The formats of a ring buffer's page and of a record's header there.
    var headerPage = ""
    var headerEvent = ""
    var formats: [EventFormat] = []
    /// A copy of /proc/kallsyms; perf leaves it empty.
    var kallsyms: [UInt8] = []
    /// Lines `PID NAME`.
    var taskNames: [UInt8] = []

    init() {}

    /// perf's: all parts one after another. Errors: it is none, or is cut.
    init(perf section: UnsafeRawBufferPointer, file: String, at start: UInt64) throws(TraceError) {
        try self.init(beginning: section, file: file, at: start)
        let prologue = Self.magic.count
        var cursor = SectionCursor(RecordBytes(section, isSwapped: isSwapped), file: file, at: start)
        _ = try cursor.bytes(UInt64(prologue), "the magic")
        _ = try cursor.string("the version")
        _ = try cursor.bytes(6, "the sizes")
        try takeHeaderFormats(&cursor)
        try takeFtraceFormats(&cursor)
        try takeSystems(&cursor)
        // The rest is not needed: symbols, which are empty, printk's formats, and names of tasks, which the records tell.
    }

    /// Magic, version, byte order, sizes.
    private init(beginning section: UnsafeRawBufferPointer, file: String, at start: UInt64) throws(TraceError) {
        var cursor = SectionCursor(RecordBytes(section, isSwapped: false), file: file, at: start)
        guard section.starts(with: Self.magic) else {
            throw cursor.error("the event formats do not begin with their magic", "17 08 44 and the word tracing")
        }
        _ = try cursor.bytes(UInt64(Self.magic.count), "the magic")
        _ = try cursor.string("the version of the event formats")
        try takeSizes(&cursor)
    }

    /// Byte order, size of a long, size of a page. The first decides how the last is read.
    mutating func takeSizes(_ cursor: inout SectionCursor) throws(TraceError) {
        isBigEndian = try cursor.u8("the byte order") != 0
        longSize = Int(try cursor.u8("the size of a long"))
        let page = try cursor.u32("the page size")
        pageSize = Int(isSwapped ? page.byteSwapped : page)
    }

    /// Whether the recorded machine's byte order is not this one's.
    var isSwapped: Bool { isBigEndian != (1.bigEndian == 1) }

    mutating func takeHeaderFormats(_ cursor: inout SectionCursor) throws(TraceError) {
        for name in ["header_page", "header_event"] {
            guard try cursor.string(name) == name else { throw cursor.error("the format \(name) is not where it should be", name) }
            let text = try cursor.text(cursor.u64(name), name)
            if name == "header_page" { headerPage = text } else { headerEvent = text }
        }
    }

    mutating func takeFtraceFormats(_ cursor: inout SectionCursor) throws(TraceError) {
        let count = try cursor.u32("the ftrace formats")
        for _ in 0..<count { try takeFormat("ftrace", &cursor) }
    }

    mutating func takeSystems(_ cursor: inout SectionCursor) throws(TraceError) {
        let count = try cursor.u32("the event systems")
        for _ in 0..<count {
            let name = try cursor.string("an event system")
            let events = try cursor.u32("the events of \(name)")
            for _ in 0..<events { try takeFormat(name, &cursor) }
        }
    }

    private mutating func takeFormat(_ system: String, _ cursor: inout SectionCursor) throws(TraceError) {
        let text = try cursor.text(cursor.u64("a format of \(system)"), "a format of \(system)")
        if let format = EventFormat(system: system, text: text) { formats.append(format) }
    }
}
