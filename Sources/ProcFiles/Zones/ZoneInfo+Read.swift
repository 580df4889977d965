import Pages
import TraceFormat

extension ZoneInfo {
    /// Reads zones of any kernel; lines of other shapes than `NAME NUMBER` that are not known are passed over.
    package init(_ lines: WordLines) throws(TraceError) {
        var reader = ZoneInfoReader(lines: lines)
        for line in lines.lines { try reader.take(line) }
        zones = reader.zones
    }
}

/// Reads zoneinfo line by line.
private struct ZoneInfoReader {
    /// What the lines below a zone's heading are about.
    private enum Part { case node, pages, statistics, pageSets }

    let lines: WordLines
    var zones: [ZoneInfo.Zone] = []
    private var part = Part.pages
    /// `high_min:` of the set that is being read.
    private var lowerBound: UInt64 = 0

    init(lines: WordLines) { self.lines = lines }

    mutating func take(_ line: WordLines.Line) throws(TraceError) {
        if line.words[0] == "Node" { return try begin(line) }
        guard var zone = zones.popLast() else { throw lines.error(line, "Node 0, zone NAME") }
        try take(line, into: &zone)
        zones.append(zone)
    }

    private mutating func begin(_ line: WordLines.Line) throws(TraceError) {
        let heading = try lines.zone(line)
        var zone = ZoneInfo.Zone(name: heading.name, pages: [], protection: [])
        zone.node = heading.node
        zones.append(zone)
        part = .pages
    }

    private mutating func take(_ line: WordLines.Line, into zone: inout ZoneInfo.Zone) throws(TraceError) {
        switch line.words[0] {
        case "per-node": part = .node
        case "pages" where line.words.count == 3:
            part = .pages
            zone.pages.append(.init("free", try lines.count(line, 2, "pages free N")))
        case "protection:":
            part = .statistics
            zone.protection = try protection(line)
        case "pagesets": part = .pageSets
        case "cpu:":
            part = .pageSets
            zone.pageSets.append(.init(cpu: try cpu(line), count: 0, high: 0, batch: 1))
        case "vm" where line.words.count == 4: zone.statThreshold = try lines.number(line, 3, "vm stats threshold: N")
        case "node_unreclaimable:", "all_unreclaimable:": zone.unreclaimable = try lines.number(line, 1, "a number")
        case "start_pfn:": zone.start = try lines.count(line, 1, "a frame number")
        case let key where key.hasSuffix(":"):
            if !zone.pageSets.isEmpty { try take(key, of: line, into: &zone.pageSets[zone.pageSets.count - 1]) }
        default: try takeFigure(line, into: &zone)
        }
    }

    /// `protection: (0, 835, 979)`.
    private func protection(_ line: WordLines.Line) throws(TraceError) -> [UInt64] {
        let list = line.words.dropFirst().joined().filter { $0 != "(" && $0 != ")" }
        let values = list.split(separator: ",").map { UInt32($0).map(UInt64.init) }
        guard !values.contains(nil) else { throw lines.error(line, "protection: (N, N, …)") }
        return values.compactMap { $0 }
    }

    private func cpu(_ line: WordLines.Line) throws(TraceError) -> Int {
        let cpu = try lines.number(line, 1, "a processor's number")
        guard cpu < 1 << 16 else { throw lines.error(line, "a processor's number") }
        return Int(cpu)
    }

    private mutating func take(_ key: Substring, of line: WordLines.Line, into set: inout ZoneInfo.PageSet) throws(TraceError) {
        switch key {
        case "count:": set.count = try lines.count(line, 1, "a count")
        case "high:": set.high = try lines.count(line, 1, "a count")
        case "batch:": set.batch = try lines.count(line, 1, "a count")
        case "high_min:": lowerBound = try lines.count(line, 1, "a count")
        case "high_max:":
            let upperBound = try lines.count(line, 1, "a count")
            guard upperBound >= lowerBound else { throw lines.error(line, "no less than high_min") }
            set.highBounds = lowerBound...upperBound
        default: break
        }
    }

    /// A counter. Kernels sum what each processor has counted, and the sum may be below 0 for a moment; that is 0.
    private func statistic(_ line: WordLines.Line) throws(TraceError) -> UInt64 {
        if let number = Int64(line.words[1]), number < 0 { return 0 }
        return try lines.number(line, 1, "\(line.words[0]) N")
    }

    /// `NAME NUMBER`. Counters are a zone's statistics wherever they stand.
    private func takeFigure(_ line: WordLines.Line, into zone: inout ZoneInfo.Zone) throws(TraceError) {
        guard line.words.count == 2 else { return }
        let name = String(line.words[0])
        let isPages = part == .pages && !name.hasPrefix("nr_") && !name.hasPrefix("numa_")
        let isCount = isPages || name == "nr_free_pages" || name == "nr_reserved_highatomic"
        let value = isCount ? try lines.count(line, 1, "\(name) N") : try statistic(line)
        let figure = ZoneInfo.Statistic(name, value)
        if part == .node {
            zone.nodeStatistics.append(figure)
        } else if isPages {
            zone.pages.append(figure)
        } else {
            zone.statistics.append(figure)
        }
    }
}
