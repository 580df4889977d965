import Replay
import TraceFormat

extension ProcReader {
    /// Free blocks by migrate type, and page blocks by type (pagetypeinfo_show, mm/vmstat.c of 6.1).
    mutating func pageTypeInfo() throws(TraceError) {
        var columns: [Int?] = []
        for line in text.lines {
            let words = line.words
            if words.starts(with: ["Page", "block", "order:"]) {
                state.pageblockOrder = UInt8(clamping: try text.number(line, 3, "the order of a page block"))
                guard state.pageblockOrder! < orderCount else { throw text.error(line, "an order from 0 to \(orderCount - 1)") }
            } else if words.starts(with: ["Number", "of", "blocks", "type"]) {
                columns = words.dropFirst(4).map(Self.type)
            } else if words[0] == "Node" {
                if words.contains("type") { try freeBlocks(line) } else { try pageblocks(line, columns) }
            } else if words[0] != "Free", !words.starts(with: ["Pages", "per", "block:"]), !words.starts(with: ["Number", "of", "mixed"]) {
                throw text.error(line, "a line of /proc/pagetypeinfo")
            }
        }
    }

    /// The migrate type that /proc calls `name`; nil for one that this model has not (Reserve before 4.4).
    private static func type(_ name: String) -> Int? {
        switch name {
        case "Unmovable": 0
        case "Movable": 1
        case "Reclaimable": 2
        case "HighAtomic": 3
        case "Isolate", "isolate": 4
        case "CMA": 5
        default: nil
        }
    }

    /// `Node    0, zone      DMA, type    Unmovable      0 …`; a count over 100000 stands as `>100000`.
    private mutating func freeBlocks(_ line: WordLines.Line) throws(TraceError) {
        var line = line
        guard line.words.count > 6, line.words[4] == "type" else { throw text.error(line, "Node 0, zone NAME, type TYPE and counts") }
        guard let kind = try text.zone(line) else { return }
        guard let type = Self.type(line.words[5]) else { return state.ignore("state.unknown_migratetype \(line.words[5])") }
        guard line.words.count <= 6 + orderCount else { throw text.error(line, "at most \(orderCount) counts") }
        let zone = state.zone(kind)
        if state.zones[zone].blocksByType == nil {
            state.zones[zone].blocksByType = Array(
                repeating: Array(repeating: 0, count: orderCount), count: Migratetype.allCases.count)
        }
        for index in 6..<line.words.count {
            if line.words[index].hasPrefix(">") {
                state.ignore("state.count_cut_short")
                line.words[index].removeFirst()
            }
            state.zones[zone].blocksByType![type][index - 6] = try text.number(line, index, "a count of free blocks")
        }
    }

    private mutating func pageblocks(_ line: WordLines.Line, _ columns: [Int?]) throws(TraceError) {
        guard let kind = try text.zone(line) else { return }
        guard line.words.count == 4 + columns.count else { throw text.error(line, "a count for each of \(columns.count) types") }
        var counts = [UInt64](repeating: 0, count: Migratetype.allCases.count)
        for (index, type) in columns.enumerated() {
            let count = try text.number(line, 4 + index, "a count of page blocks")
            if let type { counts[type] = count }
        }
        state.zones[state.zone(kind)].pageblockCounts = counts
    }
}
