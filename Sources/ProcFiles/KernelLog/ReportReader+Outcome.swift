// Who is killed, and a memory cgroup's figures (oom_kill_process, mm/oom_kill.c; mem_cgroup_print_oom_info, mm/memcontrol.c).
extension ReportReader {
    mutating func takeOutcome(_ line: LogLine) -> Bool {
        let text = line.text
        if text.hasPrefix("oom-kill:constraint=") {
            withReport(line) { $0.constraint = MemoryReport.Constraint(text) }
        } else if text.contains("ill process ") || text.contains("illed process ") {
            return takeKill(line)
        } else if text.contains("no killable process") || text.contains("panic_on_oom is enabled") {
            withReport(line) { $0.panic = $0.panic ?? String(text) }
        } else if text.contains("are going to be killed due to memory.oom.group") {
            withReport(line) { $0.group = ($0.group ?? .init()).killing() }
        } else {
            return false
        }
        return true
    }

    private mutating func takeKill(_ line: LogLine) -> Bool {
        // Of oom_reaper, too, which only takes back what the victim had.
        guard !line.text.hasPrefix("oom_reaper"), let kill = MemoryReport.Kill(line) else { return false }
        withReport(line) { report in
            if report.trigger == .shown { report.trigger = .oomKiller }
            report.kills.append(kill)
            if line.text.hasPrefix("Memory cgroup out of memory"), report.constraint == nil { report.group = report.group ?? .init() }
        }
        return true
    }

    /// `memory: usage 32768kB, limit 32768kB, failcnt 62`, `Task in /a killed as a result of limit of /b`.
    mutating func takeGroup(_ line: LogLine) -> Bool {
        let text = line.text
        if let names = text.after("killed as a result of limit of ") {
            // Some distributors' kernels call the machine itself so.
            if names.first == "/" { withReport(line) { $0.group = ($0.group ?? .init()).called(names) } }
            return true
        }
        let kinds = ["memory:", "memory+swap:", "swap:"]
        guard let first = line.words.first, kinds.contains(String(first)), let usage = text.after("usage ")?.leadingNumber,
            let limit = text.after("limit ")?.leadingNumber
        else { return false }
        withReport(line) { report in
            var group = report.group ?? .init()
            switch first {
            case "memory:": (group.usage, group.limit) = (usage, limit)
            case "swap:": group.swapLimit = limit
            default: group.bothLimit = limit
            }
            report.group = group
        }
        return true
    }
}

extension MemoryReport.Group {
    fileprivate func killing() -> Self {
        var group = self
        group.killsAll = true
        return group
    }

    fileprivate func called(_ name: Substring) -> Self {
        var group = self
        group.name = String(name)
        return group
    }
}

extension MemoryReport.Constraint {
    fileprivate init(_ text: Substring) {
        func value(_ key: String) -> String? {
            text.after(key + "=").map { String($0.prefix { $0 != "," }) }
        }
        // A list of nodes has commas of its own: `0-1,3`.
        let mask = (text.after("nodemask=") ?? "").prefix { $0.isNumber || $0 == "-" || $0 == "," }
        let allowed = (text.after("mems_allowed=") ?? "").prefix { $0.isNumber || $0 == "-" || $0 == "," }
        let nodes = Self.numbers(mask.isEmpty ? allowed : mask)
        self.init(kind: value("constraint") ?? "", group: value("oom_memcg"), taskGroup: value("task_memcg"), nodes: nodes)
    }

    private static func numbers(_ list: Substring) -> [Int] {
        list.split(separator: ",").flatMap { part -> [Int] in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 4096 else { return [] }
            return Array(first...last)
        }
    }
}

extension MemoryReport.Kill {
    fileprivate init?(_ line: LogLine) {
        guard let rest = line.text.after("ill process ") ?? line.text.after("illed process "), let pid = rest.leadingSigned else {
            return nil
        }
        // Names may have brackets of their own: `((sd-pam))`.
        let named = [" total-vm:", " vsz:", " score "].compactMap { rest.before($0) }.first ?? rest
        let open = named.firstIndex(of: "(").map { named.index(after: $0) }
        let close = named.lastIndex(of: ")")
        let name = open.flatMap { open in close.flatMap { open <= $0 ? String(named[open..<$0]) : nil } }
        self.init(
            line: line.number, pid: pid, name: name ?? "", score: rest.after(" score ")?.leadingSigned,
            anonymous: rest.after("anon-rss:")?.leadingNumber,
            reason: String(line.text.before(": Kill") ?? line.text.before(": kill") ?? ""))
    }
}
