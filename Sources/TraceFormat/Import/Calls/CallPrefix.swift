/// What stands before a call: process, task, time; each recorder has another selection, told by their shapes.
struct CallPrefix {
    var columns: CallColumns = []
    var process: UInt64?
    var task: UInt64?
    var time: CallStamp?
    /// Where the call begins.
    var end = 0
    /// Numbers that stand alone, in their order: task; process and task; time, process and task.
    private var numbers = InlineArray<3, UInt64>(repeating: 0)
    private var count = 0

    init(_ line: UnsafeRawBufferPointer) {
        end = line.skipSpaces(0, line.count)
        while end < line.count, let next = column(line) { end = line.skipSpaces(next, line.count) }
        finish()
    }

    /// Takes one column; returns what follows it, or nil where the call begins.
    private mutating func column(_ line: UnsafeRawBufferPointer) -> Int? {
        switch line.byte(end) {
        case Ascii.openBracket: return bracket(line)
        case Ascii.open: return parenthesis(line)
        case Ascii.minus: return dashes(line)
        case 0x30...0x39: return number(line)
        case UInt8(ascii: "?"): return unknownTime(line)
        default: return command(line)
        }
    }

    private mutating func finish() {
        if count > 0 {
            task = numbers[count - 1]
            columns.insert(.task)
        }
        if count > 1 {
            process = numbers[count - 2]
            columns.insert(.process)
        }
        if count > 2 {
            time = CallStamp(nanoseconds: numbers[0], form: .seconds)
            columns.insert(.time)
        }
    }

    /// `[pid 12]`, `[0x401146]`, `[09:15:01.014632896]`.
    private mutating func bracket(_ line: UnsafeRawBufferPointer) -> Int? {
        let close = line.find(Ascii.closeBracket, end, line.count)
        guard close < line.count else { return nil }
        if line.has("[pid", at: end) {
            let start = line.skipSpaces(end + 4, close)
            guard let number = line.decimal(start, close) else { return nil }
            add(number)
        } else if let stamp = CallStamp(line, end + 1, close) {
            time = stamp
            columns.formUnion([.time, .brackets])
        } else if line.hexadecimal(end + 1, close) == nil {
            return nil
        }
        return close + 1
    }

    /// `(+0.000005893)`, `( 0.002 ms):`, `(         ):`.
    private mutating func parenthesis(_ line: UnsafeRawBufferPointer) -> Int? {
        let close = line.find(Ascii.close, end, line.count)
        guard close < line.count else { return nil }
        return close + 1 < line.count && line.byte(close + 1) == Ascii.colon ? close + 2 : close + 1
    }

    /// `--4400--`
    private mutating func dashes(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.has("--", at: end), let number = line.decimalPrefix(end + 2), line.has("--", at: number.end) else { return nil }
        columns.insert(.dashes)
        process = number.value
        return number.end + 2
    }

    /// `4400`, `186:`, `09:15:01.014632`, `1796098141.526916`, `0.010`.
    private mutating func number(_ line: UnsafeRawBufferPointer) -> Int? {
        let wordEnd = line.find(Ascii.space, end, line.count)
        guard wordEnd < line.count else { return nil }
        if let value = line.decimal(end, wordEnd) {
            guard count < 3 else { return nil }
            add(value)
        } else if line.byte(wordEnd - 1) == Ascii.colon, let value = line.decimal(end, wordEnd - 1) {
            columns.insert(.colon)
            add(value)
        } else if let stamp = CallStamp(line, end, wordEnd) {
            time = stamp
            columns.insert(.time)
        } else {
            return nil
        }
        return wordEnd
    }

    /// perf trace's time of a call that began before it.
    private mutating func unknownTime(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.has("? (", at: end) else { return nil }
        columns.insert(.time)
        return end + 1
    }

    private mutating func add(_ number: UInt64) {
        guard count < 3 else { return }
        numbers[count] = number
        count += 1
    }

    /// `app/1234`, of perf trace. A path or a call (with a bracket) is none.
    private mutating func command(_ line: UnsafeRawBufferPointer) -> Int? {
        guard columns.contains(.time) else { return nil }
        let bracket = line.find(Ascii.open, end, line.count)
        let slash = line.find(Ascii.slash, end, bracket)
        guard slash < bracket, let number = line.decimalPrefix(slash + 1), number.end < bracket, line.byte(number.end) == Ascii.space
        else { return nil }
        columns.insert(.command)
        task = number.value
        return number.end
    }
}

extension CallPrefix {
    /// `THREAD,TIME,…`: a line that is all columns.
    init(columns line: UnsafeRawBufferPointer) {
        let first = line.find(Ascii.comma, 0, line.count)
        let second = line.find(Ascii.comma, min(first + 1, line.count), line.count)
        task = line.decimal(0, first) ?? line.hexadecimal(0, first)
        if task != nil { columns.insert(.task) }
        if first + 1 < second, let stamp = CallStamp(line, first + 1, second) {
            time = stamp
            columns.insert(.time)
        }
    }
}
