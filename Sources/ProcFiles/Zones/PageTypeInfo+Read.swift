import Pages
import ReplayModel
import TraceFormat

extension PageTypeInfo {
    /// A count over 100000 stands as `>100000`; so it is read, and `most` says that it was cut.
    package init(_ lines: WordLines) throws(TraceError) {
        var reader = PageTypeInfoReader(lines: lines)
        for line in lines.lines { try reader.take(line) }
        self = reader.info
        if most == nil, !reader.hasLarge { most = 100_000 }
        for index in zones.indices { zones[index].fill(types.count) }
    }
}

extension PageTypeInfo.Zone {
    /// Zones of which not every type is told have none of the others.
    fileprivate mutating func fill(_ types: Int) {
        free += Array(repeating: Array(repeating: 0, count: free.first?.count ?? orderCount), count: types - free.count)
        blocks += Array(repeating: 0, count: types - blocks.count)
    }
}

/// Reads pagetypeinfo line by line.
private struct PageTypeInfoReader {
    let lines: WordLines
    var info = PageTypeInfo(types: [], pageblockOrder: 0, zones: [], most: nil)
    /// A count as large as those that newer kernels cut stands whole.
    var hasLarge = false
    /// The types over the columns of page blocks.
    private var columns: [Int] = []

    init(lines: WordLines) { self.lines = lines }

    mutating func take(_ line: WordLines.Line) throws(TraceError) {
        let words = line.words
        if words.starts(with: ["Page", "block", "order:"]) {
            let order = try lines.number(line, 3, "the order of a page block")
            guard order < BuddyInfo.mostOrders else { throw lines.error(line, "an order from 0 to \(BuddyInfo.mostOrders - 1)") }
            info.pageblockOrder = Int(order)
        } else if words.starts(with: ["Number", "of", "blocks", "type"]) {
            columns = words.dropFirst(4).map { type(String($0)) }
        } else if words[0] == "Node" {
            if words.contains("type") { try takeFree(line) } else { try takeBlocks(line) }
        } else if words[0] != "Free", !words.starts(with: ["Pages", "per", "block:"]), !words.starts(with: ["Number", "of", "mixed"]) {
            throw lines.error(line, "a line of /proc/pagetypeinfo")
        }
    }

    private mutating func type(_ name: String) -> Int {
        if let index = info.types.firstIndex(of: name) { return index }
        info.types.append(name)
        return info.types.count - 1
    }

    private mutating func zone(_ line: WordLines.Line) throws(TraceError) -> Int {
        let heading = try lines.zone(line)
        if let index = info.zones.firstIndex(where: { $0.node == heading.node && $0.name == heading.name }) { return index }
        var zone = PageTypeInfo.Zone(name: heading.name, free: [], blocks: [])
        zone.node = heading.node
        info.zones.append(zone)
        return info.zones.count - 1
    }

    /// `Node    0, zone      DMA, type    Unmovable      0 …`.
    private mutating func takeFree(_ line: WordLines.Line) throws(TraceError) {
        guard line.words.count > 6, line.words[4] == "type" else {
            throw lines.error(line, "Node 0, zone NAME, type TYPE and counts")
        }
        guard line.words.count <= 6 + BuddyInfo.mostOrders else { throw lines.error(line, "at most \(BuddyInfo.mostOrders) counts") }
        let (zone, type) = (try self.zone(line), type(String(line.words[5])))
        var line = line
        for index in 6..<line.words.count where line.words[index].hasPrefix(">") {
            line.words[index].removeFirst()
            info.most = try lines.count(line, index, "a count of free blocks")
        }
        let counts = try lines.counts(line, from: 6, "a count of free blocks")
        if counts.contains(where: { $0 >= 100_000 }) { hasLarge = true }
        while info.zones[zone].free.count <= type { info.zones[zone].free.append(Array(repeating: 0, count: counts.count)) }
        info.zones[zone].free[type] = counts
    }

    private mutating func takeBlocks(_ line: WordLines.Line) throws(TraceError) {
        let zone = try zone(line)
        let counts = try lines.counts(line, from: 4, "a count of page blocks")
        guard counts.count == columns.count else { throw lines.error(line, "a count for each of \(columns.count) types") }
        info.zones[zone].blocks = Array(repeating: 0, count: info.types.count)
        for (type, count) in zip(columns, counts) { info.zones[zone].blocks[type] = count }
    }
}
