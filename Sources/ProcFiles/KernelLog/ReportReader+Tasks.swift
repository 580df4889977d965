// The task table (dump_tasks, mm/oom_kill.c): its columns changed in 2.6.36, 3.7, 4.1, 4.15 and 6.8.
extension ReportReader {
    mutating func takeTask(_ line: LogLine) -> Bool {
        guard current != nil, line.text.first == "[", let close = line.text.firstIndex(of: "]") else { return goOnTask(line) }
        let inner = line.text[line.text.index(after: line.text.startIndex)..<close].filter { $0 != " " }
        let rest = line.text[line.text.index(after: close)...]
        if inner.lowercased() == "pid", rest.contains("total_vm") {
            closeTask()
            current?.taskColumns = rest.split(separator: " ").map(String.init)
            current?.tasks = []
            return true
        }
        guard !inner.isEmpty, inner.allSatisfy(\.isNumber), rest.split(separator: " ").count >= 4 else { return false }
        closeTask()
        if current?.taskColumns.isEmpty == true { return noteHeadless(line) }
        if !add(line) { open = .task(line) }
        return true
    }

    /// The rest of a heading or a row that a mail has broken.
    private mutating func goOnTask(_ line: LogLine) -> Bool {
        if current?.tasks.isEmpty == true, let last = current?.taskColumns.last, last != "name", line.words.last == "name" {
            current?.taskColumns += line.words.map(String.init)
            return true
        }
        guard case .task(let first) = open else { return false }
        open = .nothing
        let text = first.text + " " + line.text
        let joined = LogLine(number: first.number, text: text, words: text.split(separator: " "))
        if add(joined) { return true }
        noteCut(first)
        return false
    }

    /// A row that never got its other words.
    mutating func closeTask() {
        guard case .task(let line) = open else { return }
        noteCut(line)
        open = .nothing
    }

    private mutating func noteCut(_ line: LogLine) {
        current?.damage.append(.init(line: line.number, problem: "a row of the task table is cut: it is left out"))
    }

    private mutating func noteHeadless(_ line: LogLine) -> Bool {
        let problem = "rows of a task table without its heading: which column is which is not known, they are left out"
        if current?.damage.contains(where: { $0.problem == problem }) == false {
            current?.damage.append(.init(line: line.number, problem: problem))
        }
        return true
    }

    /// Adds a row; false: it has not all columns.
    private mutating func add(_ line: LogLine) -> Bool {
        guard let task = MemoryReport.Task(line, columns: current?.taskColumns ?? []) else { return false }
        current?.tasks.append(task)
        return true
    }
}

extension MemoryReport.Task {
    /// nil: a column is missing or no number.
    fileprivate init?(_ line: LogLine, columns: [String]) {
        guard let open = line.text.firstIndex(of: "["), let close = line.text.firstIndex(of: "]") else { return nil }
        let values = line.text[line.text.index(after: close)...].split(separator: " ", maxSplits: max(columns.count - 1, 0))
        guard let pid = Int64(line.text[line.text.index(after: open)..<close].filter { $0 != " " }) else { return nil }
        let names = columns.last == "name" ? columns.dropLast() : columns[...]
        guard values.count >= names.count else { return nil }
        var numbers: [String: Int64] = [:]
        for (name, value) in zip(names, values) {
            guard let number = Int64(value) else { return nil }
            numbers[name] = number
        }
        // No process has more than 2^40 pages or bytes of tables.
        func count(_ name: String) -> UInt64? { numbers[name].flatMap { UInt64(exactly: $0) }.map { min($0, 1 << 40) } }
        guard let total = count("total_vm"), let resident = count("rss") else { return nil }
        let name = columns.last == "name" && values.count > names.count ? values[values.count - 1] : ""
        self.init(
            line: line.number, pid: pid, uid: count("uid") ?? 0, tgid: numbers["tgid"] ?? pid, total: total, resident: resident,
            tables: ["nr_ptes", "nr_pmds", "nr_puds"].compactMap(count), tableBytes: count("pgtables_bytes"), swap: count("swapents"),
            adj: numbers["oom_score_adj"], legacyAdj: numbers["oom_adj"], name: String(name.drop { $0 == " " }))
    }
}
