/// A line of ltrace, taken apart: `TASK LIBRARY->NAME(ARGUMENTS) = RESULT`.
///
/// The task stands there with -f (a number, or `[pid N]`), a time with -t or -r, `[ADDRESS]` with -i; library and arrow may be missing. A
/// call during which others are logged is split: `NAME(ARGUMENTS <unfinished ...>`, and later `<... NAME resumed> ) = RESULT`.
struct LtraceLine {
    /// Which part of a call it tells.
    enum Part {
        case whole, begin, end
    }

    var task: Int32?
    var part = Part.whole
    /// nil: a call that allocates nothing.
    var call: LtraceCall?
    /// The call's own arguments; ltrace may print more after them.
    var arguments: [UInt64] = []
    var result: UInt64 = 0

    /// nil where a line has another shape.
    init?(_ line: UnsafeRawBufferPointer) {
        let start = takeColumns(line)
        if line.has("<... ", at: start) {
            part = .end
            guard let name = line.firstRange(of: " resumed>", from: start) else { return nil }
            call = LtraceCall(named: line.slice(start + 5, name))
            guard takeResult(line, from: name) else { return nil }
            return
        }
        guard let open = Self.open(line, start) else { return nil }
        call = LtraceCall(named: Self.name(line, start, open))
        takeArguments(line, open + 1)
        if line.firstRange(of: "<unfinished ...>", from: open) != nil {
            part = .begin
        } else if !takeResult(line, from: open) {
            return nil
        }
    }

    /// Task, times and addresses before the call; returns where that begins.
    private mutating func takeColumns(_ line: UnsafeRawBufferPointer) -> Int {
        var at = line.skipSpaces(0, line.count)
        while at < line.count {
            let end = line.find(Ascii.space, at, line.count)
            if line.has("[pid ", at: at), let number = line.decimalPrefix(at + 5) {
                task = Int32(exactly: number.value)
                at = line.skipSpaces(number.end + 1, line.count)
            } else if line.has("[0x", at: at) || Self.isTime(line, at, end) {
                if task == nil, let number = line.decimal(at, end) { task = Int32(exactly: number) }
                at = line.skipSpaces(end, line.count)
            } else {
                break
            }
        }
        return at
    }

    /// Digits, points and colons.
    private static func isTime(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        end < line.count && (start..<end).allSatisfy { Ascii.isDigit(line.byte($0)) || [Ascii.dot, Ascii.colon].contains(line.byte($0)) }
    }

    /// Where the arguments' bracket opens; C++ names have one of their own before it.
    private static func open(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        let first = line.find(Ascii.open, start, line.count)
        guard first < line.count, first > start else { return nil }
        guard line.firstRange(of: "operator ", from: start).map({ $0 < first }) ?? false else { return first }
        return line.firstRange(of: ")(", from: first).map { $0 + 1 }
    }

    /// The name without its library.
    private static func name(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        var first = start
        while let arrow = line.firstRange(of: "->", from: first), arrow < end { first = arrow + 2 }
        return line.slice(first, max(first, end))
    }

    private mutating func takeArguments(_ line: UnsafeRawBufferPointer, _ start: Int) {
        var at = start
        for _ in 0..<(call?.argumentCount ?? 0) {
            at = line.skipSpaces(at, line.count)
            var end = at
            while end < line.count, ![Ascii.comma, Ascii.close, Ascii.space].contains(line.byte(end)) { end += 1 }
            guard let value = Self.number(line, at, end) else { return }
            arguments.append(value)
            at = end < line.count && line.byte(end) == Ascii.comma ? end + 1 : end
        }
    }

    /// ` = RESULT`, which is `<void>` for free, and perhaps a duration after it.
    private mutating func takeResult(_ line: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var equals = line.firstRange(of: " = ", from: start)
        while let at = equals, let next = line.firstRange(of: " = ", from: at + 3) { equals = next }
        guard let equals else { return false }
        let first = line.skipSpaces(equals + 3, line.count)
        result = Self.number(line, first, line.find(Ascii.space, first, line.count)) ?? 0
        return true
    }

    private static func number(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
        end - start == 3 && line.has("nil", at: start) ? 0 : line.number(start, end)
    }
}

/// A call that allocates or frees.
enum LtraceCall: Sendable {
    case malloc, calloc, realloc, memalign, valloc, posixMemalign, free

    init?(named name: UnsafeRawBufferPointer) {
        switch name.text {
        case "malloc": self = .malloc
        case "calloc": self = .calloc
        case "realloc": self = .realloc
        case "memalign", "aligned_alloc": self = .memalign
        case "valloc", "pvalloc": self = .valloc
        case "posix_memalign": self = .posixMemalign
        case "free", "cfree": self = .free
        // operator new and delete, as the linker and as people name them.
        case let text where text.hasPrefix("_Znw") || text.hasPrefix("_Zna") || text.hasPrefix("operator new"): self = .malloc
        case let text where text.hasPrefix("_Zdl") || text.hasPrefix("_Zda") || text.hasPrefix("operator delete"): self = .free
        default: return nil
        }
    }

    var argumentCount: Int {
        switch self {
        case .malloc, .valloc, .free: 1
        case .calloc, .realloc, .memalign: 2
        case .posixMemalign: 3
        }
    }
}
