import ReplayStore

/// Pages side by side whose entries `index` materialises as one row.
struct MaterialisedPageRun {
    var page: UInt64
    var count: UInt64 = 1
    var entry: PageEntry
    /// Frames from one page to the next.
    var stride: UInt64 = 1

    /// Takes the next page in where it goes on alike.
    mutating func take(_ next: UInt64, _ other: PageEntry) -> Bool {
        guard next == page + count, other.protection == entry.protection, other.content == entry.content, other.isHuge == entry.isHuge,
            other.isWritten == entry.isWritten, (other.frame == nil) == (entry.frame == nil)
        else { return false }
        if let first = entry.frame, let frame = other.frame {
            if count == 1 { stride = frame &- first }
            guard stride <= 1, frame == first &+ stride &* count else {
                if count == 1 { stride = 1 }
                return false
            }
        }
        count += 1
        return true
    }
}

extension PageMap {
    /// All entries, lowest first.
    var materialisedRuns: [MaterialisedPageRun] {
        var runs: [MaterialisedPageRun] = []
        for page in pages {
            guard let entry = self[page] else { continue }
            if runs.isEmpty || !runs[runs.count - 1].take(page, entry) { runs.append(MaterialisedPageRun(page: page, entry: entry)) }
        }
        return runs
    }
}

extension RunAddressSpaces {
    /// The entries that `index` materialised after a step, of one process or of all.
    func materialisedPages(after step: Int64, of pid: Int64?) throws -> [Int64: PageMap] {
        var maps: [Int64: PageMap] = [:]
        try run.database.forEachRow(
            "SELECT pid, vpage, count, pfn, stride, prot, content, huge, written FROM kept_page WHERE step = ?"
                + (pid == nil ? "" : " AND pid = ?"), [.integer(step)] + (pid.map { [.integer($0)] } ?? [])
        ) { row in
            let (pid, page, stride) = (row.integer("pid"), row.address("vpage"), row.address("stride"))
            let first = row.optionalInteger("pfn").map { UInt64(bitPattern: $0) }
            var entry = PageEntry(
                frame: nil, protection: UInt8(truncatingIfNeeded: row.integer("prot")),
                content: PageEntry.Content(rawValue: row.integer("content")) ?? .unknown, isHuge: row.integer("huge") != 0,
                isWritten: row.optionalInteger("written").map { $0 != 0 })
            for index in 0..<row.address("count") {
                entry.frame = first.map { $0 &+ index &* stride }
                maps[pid, default: PageMap()].set(page + index, entry)
            }
        }
        return maps
    }
}
