// The lines of zones (show_free_areas, mm/page_alloc.c of 2.6.32 to 6.1, mm/show_mem.c of 6.18).
extension ReportReader {
    /// kB that a page may have.
    private static let pageSizes: ClosedRange<UInt64> = 1...1024
    /// No machine has more blocks: a number beyond is a damaged one.
    private static let mostBlocks: UInt64 = 1 << 36
    private static let names = ["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"]

    /// A line that begins with a zone's name, with or without its node.
    mutating func takeZone(_ line: LogLine) -> Bool {
        var words = line.words[...]
        var node = 0
        if words.count > 2, words[0] == "Node", let number = Int(words[1]) {
            node = number
            words = words.dropFirst(2)
        }
        guard let first = words.first else { return false }
        let rest = Array(words.dropFirst())
        if Self.names.contains(String(first)) { return takeNamed(line, node, String(first), rest) }
        if first.hasSuffix(":"), Self.names.contains(String(first.dropLast())) {
            return takeBlockLine(line, node, String(first.dropLast()), rest)
        }
        if first == "lowmem_reserve[]:" || first == "protections[]:" { return takeReserves(rest) }
        if first == "CPU", rest.count > 6 { return takePerCPU(rest) }
        return false
    }

    /// `DMA free:15900kB min:132kB …`, `DMA per-cpu:`.
    private mutating func takeNamed(_ line: LogLine, _ node: Int, _ name: String, _ rest: [Substring]) -> Bool {
        if rest.first == "per-cpu:" {
            guard rest.count == 1 else { return true }
            open = .perCPU(zone(line, node, name))
            return true
        }
        guard rest.first?.hasPrefix("free:") == true else { return false }
        if current?.zones.contains(where: { $0.node == node && $0.name == name && !$0.figures.isEmpty }) == true { begin(line, .shown) }
        let index = zone(line, node, name)
        current?.zones[index].line = line.number
        open = .figures(index)
        takeFigures(rest, index)
        return true
    }

    /// The zone's place in the report.
    private mutating func zone(_ line: LogLine, _ node: Int, _ name: String) -> Int {
        withReport(line) { _ in }
        if let index = current?.zones.firstIndex(where: { $0.node == node && $0.name == name }) { return index }
        var zone = MemoryReport.Zone(line: line.number, name: name)
        zone.node = node
        current?.zones.append(zone)
        return (current?.zones.count ?? 1) - 1
    }

    /// kB stay kB until the report is complete: only the block line tells how large a page is.
    private mutating func takeFigures(_ words: [Substring], _ index: Int) {
        for word in words {
            guard let colon = word.firstIndex(of: ":") else { continue }
            let value = word[word.index(after: colon)...]
            guard let number = value.leadingNumber, value.contains("kB") || value.contains("KB") else { continue }
            current?.zones[index].figures.append(.init(name: String(word[..<colon]), pages: number))
        }
    }

    private mutating func takeReserves(_ words: [Substring]) -> Bool {
        guard case .figures(let index) = open else { return current != nil }
        open = .reserves(index)
        current?.zones[index].reserves = words.prefix { $0.allSatisfy(\.isNumber) }.compactMap(\.leadingNumber)
        return true
    }

    /// `DMA: 1*4kB (U) 0*8kB … = 15900kB`, `DMA: empty`.
    private mutating func takeBlockLine(_ line: LogLine, _ node: Int, _ name: String, _ words: [Substring]) -> Bool {
        guard current != nil, words.isEmpty || words[0].contains("*") || words[0] == "empty" else { return false }
        let index = zone(line, node, name)
        current?.zones[index].blocks = []
        current?.zones[index].blocksLine = line.number
        current?.zones[index].areBlocksCut = true
        open = .blocks(index)
        takeBlocks(words, index)
        return true
    }

    private mutating func takeBlocks(_ words: [Substring], _ index: Int) {
        for word in words {
            if word == "=" || word == "empty" {
                current?.zones[index].areBlocksCut = false
                return open = .nothing
            }
            let letters = word.filter { $0.isLetter }
            if word.hasPrefix("("), let last = current?.zones[index].blocks?.indices.last {
                current?.zones[index].blocks?[last].letters = String(letters)
            } else if let star = word.firstIndex(of: "*"), let count = word[..<star].leadingNumber {
                let size = word[word.index(after: star)...].leadingNumber ?? 0
                if current?.zones[index].blocks?.isEmpty == true, Self.pageSizes.contains(size) { current?.pageKilobytes = size }
                current?.zones[index].blocks?.append(.init(count: min(count, Self.mostBlocks), letters: ""))
            }
        }
    }

    /// `CPU    0: hi:  186, btch:  31 usd:   5`.
    private mutating func takePerCPU(_ words: [Substring]) -> Bool {
        guard case .perCPU(let index) = open, let cpu = words[0].leadingNumber else { return false }
        func number(_ key: String) -> UInt64? {
            words.firstIndex(of: Substring(key)).flatMap { $0 + 1 < words.count ? words[$0 + 1].leadingNumber : nil }
        }
        guard let high = number("hi:"), let batch = number("btch:"), let used = number("usd:") else { return false }
        current?.zones[index].perCPU.append(.init(cpu: Int(clamping: cpu), high: high, batch: batch, used: used))
        return true
    }

    /// What a log has put on a line of its own: 4.9 did so with each word, mails do where they break lines.
    mutating func goOn(_ line: LogLine) -> Bool {
        let first = line.words[0]
        switch open {
        case .nothing, .perCPU: return false
        case .figures(let index):
            guard first.contains(":"), first.hasSuffix("kB") || first.hasSuffix("KB") else { return false }
            takeFigures(line.words, index)
        case .reserves(let index):
            guard line.words.allSatisfy({ UInt64($0) != nil }) else { return false }
            current?.zones[index].reserves += line.words.compactMap(\.leadingNumber)
        case .blocks(let index):
            guard first.contains("*") || first.hasPrefix("(") || first == "=" else { return false }
            takeBlocks(line.words, index)
        case .task: return false
        }
        return true
    }
}

extension MemoryReport {
    /// Turns the zones' kB into pages, and notes what is missing.
    mutating func complete() {
        for index in zones.indices {
            for figure in zones[index].figures.indices { zones[index].figures[figure].pages /= max(pageKilobytes, 1) }
        }
        for zone in zones {
            if zone["free"] == nil { note(zone.line, "\(zone.title): the line with free and min is missing") }
            if zone["min"] == nil, zone["free"] != nil { note(zone.line, "\(zone.title): the line is cut before min") }
            if zone["min"] != nil, zone["present"] == nil {
                note(zone.line, "\(zone.title): the line is cut before present, taken as free")
            }
            if zone.reserves.isEmpty { note(zone.line, "\(zone.title): lowmem_reserve[] is missing, taken as 0") }
            if zone.blocks == nil { note(zone.line, "\(zone.title): the line of free blocks is missing") }
            if zone.areBlocksCut, let blocks = zone.blocks {
                let place = blocks.isEmpty ? "at its beginning" : "after order \(blocks.count - 1)"
                note(zone.blocksLine ?? zone.line, "\(zone.title): the line of free blocks is cut \(place)")
            }
        }
        if trigger == .oomKiller, !isOfGroup, zones.isEmpty { note(line, "no zones: the report is cut, or its Mem-Info was not printed") }
        if trigger == .oomKiller, tasks.isEmpty { note(line, "no task table (vm.oom_dump_tasks is 0, or the report is cut)") }
        zones.removeAll { ($0.managed == 0 && $0.free == 0) || $0.name == "Device" }
    }

    private mutating func note(_ line: UInt32, _ problem: String) { damage.append(Damage(line: line, problem: problem)) }
}
