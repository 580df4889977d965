extension Run {
    /// What /proc/PID/pagemap tells, in lines: runs of pages with their frames. pid 0 is the kernel's vmalloc range.
    public func pagemap(_ pid: Int64, at moment: Moment) throws -> String {
        if pid != 0 { _ = try processes.process(pid, at: moment) }
        let map = try addressSpaces.pageMaps(of: pid, at: moment)[pid] ?? PageMap()
        var rows = [["FIRST_PAGE", "PAGES", "FIRST_FRAME", "PROT", "WHAT"]]
        for run in map.runs {
            rows.append([
                "0x\(run.page.hex())", "\(run.count)", run.entry.frame.map { "0x\($0.hex())" } ?? "-",
                Describe.protection(run.entry.protection), run.entry.content.title + (run.entry.isHuge ? ", huge" : ""),
            ])
        }
        return table(rows, right: [1])
    }
}

extension PageMap {
    /// Consecutive pages whose frames are consecutive too and whose entries are otherwise alike.
    var runs: [(page: UInt64, count: UInt64, entry: PageEntry)] {
        var runs: [(page: UInt64, count: UInt64, entry: PageEntry)] = []
        for page in pages {
            guard let entry = self[page] else { continue }
            if let last = runs.last, page == last.page + last.count, last.entry.content == entry.content, last.entry.isHuge == entry.isHuge,
                last.entry.protection == entry.protection, last.entry.follows(entry.frame, by: last.count)
            {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((page, 1, entry))
            }
        }
        return runs
    }
}

extension PageEntry {
    /// Whether `frame` is the one `distance` pages on; the zero page is always the same.
    fileprivate func follows(_ frame: UInt64?, by distance: UInt64) -> Bool {
        content == .zeroPage && !isHuge ? frame == self.frame : frame == self.frame.map { $0 + distance }
    }
}

extension PageEntry.Content {
    var title: String {
        switch self {
        case .anonymous: "anonymous"
        case .zeroPage: "zero page"
        case .file: "file"
        case .unknown: "mapped"
        case .lazilyFree: "anonymous, lazily free"
        }
    }
}
