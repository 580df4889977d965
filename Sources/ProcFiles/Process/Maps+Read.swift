import TraceFormat
import Virtual

extension Maps {
    package init(_ lines: WordLines) throws(TraceError) {
        self.init(areas: [], pointerSize: 4)
        for line in lines.lines { areas.append(try lines.area(line)) }
        pointerSize = lines.pointerSize
    }
}

extension WordLines {
    /// An area: `START-END rwxp OFFSET DEVICE INODE NAME`.
    func area(_ line: Line) throws(TraceError) -> Maps.Area {
        let expected = "START-END rwxp OFFSET MAJOR:MINOR INODE and a name or none"
        // A name may hold blanks.
        let parts = line.text.split(separator: " ", maxSplits: 5)
        guard parts.count >= 5, parts[1].count == 4, let offset = UInt64(parts[2], radix: 16), let inode = UInt64(parts[4]) else {
            throw error(line, expected)
        }
        let ends = parts[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
        guard ends.count == 2, ends[0] <= ends[1] else { throw error(line, expected) }
        let flags = Array(parts[1])
        let protection: UInt8 = (flags[0] == "r" ? 1 : 0) | (flags[1] == "w" ? 2 : 0) | (flags[2] == "x" ? 4 : 0)
        var area = Maps.Area(start: ends[0], end: ends[1], protection: protection, isShared: flags[3] == "s", offset: offset)
        area.device = String(parts[3])
        area.inode = inode
        area.name = parts.count > 5 ? parts[5].drop { $0 == " " }.description : nil
        return area
    }

    /// The kernel's pointer size, by the column in which the first name stands; where there is none, by the width of addresses.
    var pointerSize: UInt8 {
        for line in lines where line.words[0].contains("-") {
            let parts = line.text.split(separator: " ", maxSplits: 5)
            if parts.count > 5 { return line.text.distance(from: line.text.startIndex, to: nameStart(parts[5])) >= 73 ? 8 : 4 }
        }
        return lines.contains { $0.words[0].prefix { $0 != "-" }.count > 8 } ? 8 : 4
    }

    private func nameStart(_ rest: Substring) -> Substring.Index { rest.firstIndex { $0 != " " } ?? rest.endIndex }
}
