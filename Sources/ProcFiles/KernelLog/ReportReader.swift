/// Reads reports from the lines of a log, one line after another.
struct ReportReader {
    /// What a line that begins in the middle belongs to.
    enum Open {
        case nothing
        /// Places in the report's zones.
        case figures(Int), reserves(Int), blocks(Int), perCPU(Int)
        /// A row of the task table that lacks words.
        case task(LogLine)
    }

    private(set) var reports: [MemoryReport] = []
    private(set) var release: String?
    var current: MemoryReport?
    var open = Open.nothing
    /// `Mem-Info:` stood in the current report.
    private var hasMemInfo = false

    mutating func take(_ line: LogLine) {
        if begins(line) { return }
        takeAddress(line)
        if takeFacts(line) || takeZone(line) || takeTask(line) || takeOutcome(line) { return }
        if !goOn(line), current != nil, line.text.contains("ainted") { takeRelease(line) }
    }

    mutating func finish() {
        closeTask()
        guard var report = current else { return }
        report.release = report.release ?? release
        release = report.release
        report.complete()
        reports.append(report)
        current = nil
        open = .nothing
        hasMemInfo = false
    }

    mutating func begin(_ line: LogLine, _ trigger: MemoryReport.Trigger) {
        finish()
        current = MemoryReport(line: line.number, trigger: trigger)
    }

    /// The report that is read; one without a request where a log begins in the middle.
    mutating func withReport(_ line: LogLine, _ body: (inout MemoryReport) -> Void) {
        var report = current ?? MemoryReport(line: line.number, trigger: .shown)
        body(&report)
        current = report
    }

    /// The first line of a report.
    private mutating func begins(_ line: LogLine) -> Bool {
        if let comm = line.text.before(" invoked oom-killer") {
            begin(line, .oomKiller)
            current?.request = MemoryReport.Request(comm: comm, line.text, "gfp_mask=")
        } else if let comm = line.text.before(": page allocation failure") ?? line.text.before(": page allocation stalls") {
            begin(line, .allocationFailure)
            current?.request = MemoryReport.Request(comm: comm, line.text, "mode:")
        } else if line.text.contains("allocation failure"), let comm = line.text.before(": vmalloc") {
            begin(line, .allocationFailure)
            current?.request = MemoryReport.Request(comm: comm, line.text, "mode:")
        } else if line.words[0] == "Mem-Info:" || line.words[0] == "Mem-info:" {
            if current == nil || hasMemInfo || !(current?.kills.isEmpty ?? true) { begin(line, .shown) }
            hasMemInfo = true
        } else {
            return false
        }
        open = .nothing
        return true
    }

    /// Totals and facts that need no order.
    private mutating func takeFacts(_ line: LogLine) -> Bool {
        let words = line.words
        if words.starts(with: ["Linux", "version"]), words.count > 2 {
            release = String(words[2])
        } else if words.count >= 3, words[1] == "pages", words[2] == "RAM" || words.starts(with: ["pages", "of", "RAM"], at: 1) {
            current?.ramPages = words[0].leadingNumber
        } else if words.count >= 3, words[1] == "pages", words[2] == "reserved" || words.starts(with: ["reserved", "pages"], at: 1) {
            current?.reservedPages = words[0].leadingNumber
        } else if words.count == 3, words[1] == "reserved", words[2] == "pages" {
            current?.reservedPages = words[0].leadingNumber
        } else if words.count >= 3, words[1] == "pages", words[2].hasPrefix("HighMem") || words.last == "HIGHMEM" {
            current?.highMemPages = words[0].leadingNumber
        } else if words.count >= 3, words[1] == "swap" || words[1] == "swap:", words[0] == "Free" || words[0] == "Total" {
            takeSwap(words)
        } else {
            return takeGroup(line)
        }
        return true
    }

    /// `Free swap  = 12kB`, `Free swap:        12kB`.
    private mutating func takeSwap(_ words: [Substring]) {
        guard let last = words.last, let size = last.leadingNumber else { return }
        if words[0] == "Free" { current?.swapFree = size } else { current?.swapTotal = size }
    }

    /// `[<c034a094>]` of a call trace: how long an address is.
    private mutating func takeAddress(_ line: LogLine) {
        guard current != nil, current?.addressBits == nil, let rest = line.text.after("[<") else { return }
        let digits = rest.prefix { $0.isHexDigit }.count
        if digits == 8 || digits == 16 { current?.addressBits = digits * 4 }
    }

    /// The word behind `Not tainted` or `Tainted: G W` that looks like a release.
    private mutating func takeRelease(_ line: LogLine) {
        guard let rest = line.text.after("ainted") else { return }
        let word = rest.split(separator: " ").first { $0.first?.isNumber == true && $0.contains(".") }
        if let word { current?.release = String(word) }
        if let cpu = line.text.after("CPU:")?.drop(while: { $0 == " " }).leadingNumber { current?.cpu = Int(clamping: cpu) }
    }
}

extension Array where Element == Substring {
    func starts(with words: [String], at place: Int) -> Bool {
        count >= place + words.count && zip(self[place...], words).allSatisfy { $0 == $1 }
    }
}

extension MemoryReport.Request {
    /// From the first line of a report: `key` stands before the flags.
    init(comm: Substring, _ text: Substring, _ key: String) {
        let flags = text.after(key) ?? ""
        let digits = (flags.hasPrefix("0x") ? flags.dropFirst(2) : flags).prefix { $0.isHexDigit }
        let names = flags.firstIndex(of: "(").flatMap { open in
            flags[open...].firstIndex(of: ")").map { String(flags[flags.index(after: open)..<$0]) }
        }
        let order = text.after("order=") ?? text.after("order:") ?? ""
        let adj = text.after("oom_score_adj=") ?? text.after("oom_adj=") ?? text.after("oomkilladj=")
        self.init(
            comm: String(comm.drop { $0 == " " }), order: order.leadingSigned.map { Int($0) } ?? 0,
            mask: UInt64(digits, radix: 16) ?? 0, names: flags.hasPrefix("0x") && !digits.isEmpty ? names : nil,
            adj: adj?.leadingSigned)
    }
}
