/// A recording of heaptrack (libheaptrack.cpp, heaptrack_interpret.cpp and accumulatedtracedata.cpp of heaptrack 1.4 and 1.5; file versions
/// 0 … 3), with pointers (`heaptrack --raw`) or without (what `heaptrack` writes). Numbers are hexadecimal.
///
/// | line | with pointers | without |
/// |---|---|---|
/// | `v TOOL FILE` | the versions of heaptrack and of its file | the same; file version 0 has pointers all the same |
/// | `+ …` | `+ SIZE TRACE POINTER`: malloc | `+ CLASS`: malloc |
/// | `- …` | `- POINTER`: free | `- CLASS`: free of a block of that class |
/// | `a SIZE TRACE` | | the next class: what allocations of one size and one stack are |
/// | `t IP PARENT` | a node of the tree of stacks | the same, IP the number of an `i` line |
/// | `i`, `s`, `m`, `x` | modules and the program | frames, strings |
/// | `c MS` | time since the start, in milliseconds | the same |
/// | `R`, `I`, `X`, `A`, `S` | resident pages, the machine, the command, attached, suppressions | the same |
///
/// realloc is a free and a malloc, calloc and aligned allocations are mallocs: the recording does not tell them apart. There are no threads.
/// A call takes a microsecond, and a time stamp moves the clock forward, never back.
struct HeaptrackImporter: LineImporter {
    var queue = ImportQueue()
    var validLines: UInt64 = 0
    var odd = OddLineKeeper(shortened: .heaptrackShortenedText)
    var now: UInt64 = 0
    let source: UInt16
    var file = HeaptrackFile()
    var stacks = HeaptrackStacks()
    var blocks = HeaptrackBlocks()
    /// What was allocated last, if nothing was freed since: a pointer or a class; else 0. So a free of class 0 after another free counts as
    /// that of a temporary allocation, as it does in heaptrack_print.
    var newest: UInt64 = 0
    private(set) var hasTask = false

    init(source: UInt16) { self.source = source }

    static var format: ImportFormat { .heaptrack }

    /// The command stands in one of the first lines.
    static var scoutLength: Int { 1 << 16 }

    mutating func begin(knowing scout: HeaptrackImporter, kernel: RecordedKernel?) {
        file = scout.file
        // What the file says of itself is met, and counted, again.
        file.isAttached = false
    }

    var header: TraceHeader {
        var header = TraceHeader()
        header.entries = [("source", file.source), ("profile", "x86_64-24g"), ("placement", "model")]
        if !file.command.isEmpty { header.entries.append(("command", file.command)) }
        return header
    }

    var counters: OddityCounts { odd.counts }

    /// Whether a line has the shape of the file's first: `v VERSION [FILE-VERSION]`, the version from 1.0.0 to 15.255.255.
    static func isLine(_ line: UnsafeRawBufferPointer) -> Bool {
        var words = HexWords(line)
        guard line.has("v ", at: 0), let tool = words.next(), (0x1_0000..<0x10_0000).contains(tool) else { return false }
        return words.isAtEnd || (words.next() != nil && words.isAtEnd)
    }

    mutating func take(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        guard line.count > 0, line.byte(0) != Ascii.hash else { return }
        guard takeKnown(line, number, &names) else { return keep(.heaptrackMalformedLine, line, number, &names) }
        validLines += 1
    }

    mutating func takeCut(_ line: UnsafeRawBufferPointer, number: UInt32, names: inout NameTable) {
        keep(.heaptrackCutLastLine, line, number, &names)
    }

    mutating func finish(names: inout NameTable) { odd.count(.heaptrackAmbiguousFree, blocks.guesses) }

    /// Takes a line by its first letter; false where it has another shape.
    private mutating func takeKnown(_ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) -> Bool {
        guard line.count > 1, line.byte(1) == Ascii.space else { return isAttached(line) }
        var words = HexWords(line)
        switch line.byte(0) {
        case UInt8(ascii: "+"): return allocate(&words, number, &names)
        case UInt8(ascii: "-"): return free(&words, line, number, &names)
        case UInt8(ascii: "c"): return stamp(&words)
        case UInt8(ascii: "a"): return addClass(&words)
        case UInt8(ascii: "t"), UInt8(ascii: "i"), UInt8(ascii: "s"), UInt8(ascii: "m"):
            odd.count(.heaptrackStackLine)
            return stacks.take(line, &words, &file)
        case UInt8(ascii: "R"):
            odd.count(.heaptrackResidentMemory)
            return words.next() != nil && words.isAtEnd
        case UInt8(ascii: "S"):
            odd.count(.heaptrackSuppression)
            return true
        default: return file.take(line, &words, &odd)
        }
    }

    /// A line `A`: heaptrack was attached to a program that ran already.
    private mutating func isAttached(_ line: UnsafeRawBufferPointer) -> Bool {
        guard line.count == 1, line.byte(0) == UInt8(ascii: "A") else { return false }
        if !file.isAttached { odd.count(.heaptrackAttached) }
        file.isAttached = true
        return true
    }

    private mutating func stamp(_ words: inout HexWords) -> Bool {
        guard let milliseconds = words.next(), words.isAtEnd, milliseconds <= TraceEvent.latestTime / 2_000_000 else { return false }
        now = max(now, milliseconds * 1_000_000)
        return true
    }

    private mutating func addClass(_ words: inout HexWords) -> Bool {
        guard let size = words.next(), let trace = words.next(), words.isAtEnd, let trace = UInt32(exactly: trace) else { return false }
        file.form = .classes
        return blocks.addClass(size: size, trace: trace)
    }

    /// The first call names the process.
    mutating func beginTask(_ number: UInt32, _ names: inout NameTable) {
        guard !hasTask else { return }
        hasTask = true
        var event = TraceEvent(.task, time: now, task: GlibcLogImporter.task, line: number, source: source)
        event.set(.pid, UInt64(GlibcLogImporter.task))
        event.set(.comm, names.intern(file.program))
        queue.append(event)
    }

    mutating func keep(_ oddity: Oddity, _ line: UnsafeRawBufferPointer, _ number: UInt32, _ names: inout NameTable) {
        let base = TraceEvent(.unmatched, time: now, task: GlibcLogImporter.task, line: number, source: source)
        queue.append(odd.unmatched(oddity, text: line, short: line.slice(0, min(1, line.count)), base: base, table: &names))
    }
}
