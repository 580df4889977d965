/// /proc/vmallocinfo (s_show, mm/vmalloc.c of Linux 6.1): the areas that there are, as `state_area` events at time 0, so that a
/// recording of what came after can begin with them: `replay-tool run vmallocinfo trace`.
///
/// An area that is freed but not purged (`unpurged vm_area`) is freed again by an `area_free` after the last line, so that it
/// waits for the first purge as it did in the kernel. Task 0 owns them all.
struct VmallocinfoImporter: LineImporter {
    var queue = ImportQueue()
    private(set) var validLines: UInt64 = 0
    private var odd = OddLineKeeper(shortened: .vmallocinfoShortenedText)
    private var unpurged: [(start: UInt64, line: UInt32)] = []
    private let source: UInt16

    init(source: UInt16) { self.source = source }

    static var format: ImportFormat { .vmallocinfo }

    var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", "/proc/vmallocinfo")]
        return header
    }

    var counters: OddityCounts { odd.counts }

    /// Whether a line has the format's shape.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool { VmallocinfoLine(line) != nil }

    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        guard line.count > 0 else { return }
        guard let area = VmallocinfoLine(line) else { return keep(.vmallocinfoMalformedLine, line, number, &names) }
        validLines += 1
        var event = TraceEvent(.stateArea, time: 0, task: 0, line: number, source: source)
        event.set(.address, area.start)
        event.set(.size, area.end - area.start)
        if let physical = area.physical { event.set(.physical, physical) }
        if let pages = area.pages { event.set(.count, pages) }
        if let caller = area.caller { event.set(.caller, names.intern(caller)) }
        queue.append(event)
        if area.isUnpurged { unpurged.append((area.start, number)) }
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        keep(.vmallocinfoCutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) {
        for area in unpurged {
            var event = TraceEvent(.areaFree, time: 0, task: 0, line: area.line, source: source)
            event.set(.address, area.start)
            queue.append(event)
        }
    }

    private mutating func keep(_ oddity: Oddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: 0, task: 0, line: number, source: source)
        queue.append(odd.unmatched(oddity, text: line, short: line.slice(0, min(11, line.count)), base: base, table: &names))
    }
}
