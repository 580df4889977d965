import Testing

@testable import ReplayAnalysis

@Suite struct ProcessFormatTests {
    /// A line of maps.
    private func map(_ line: String) -> MapsLine {
        let parts = words(line)
        let range = parts[0].split(separator: "-").map { UInt64($0, radix: 16)! }
        let flags = Array(parts[1])
        let protection: UInt8 = (flags[0] == "r" ? 1 : 0) | (flags[1] == "w" ? 2 : 0) | (flags[2] == "x" ? 4 : 0)
        var map = MapsLine(
            start: range[0], end: range[1], protection: protection, isShared: flags[3] == "s", offset: UInt64(parts[2], radix: 16)!,
            name: parts.count > 5 ? parts[5] : nil)
        map.device = parts[3]
        map.inode = UInt64(parts[4])!
        return map
    }

    @Test func mapsPrintAsTheKernelDoes() throws {
        let text = try real("maps-6.18-x86_64")
        #expect(lines(text).count == 14)
        #expect(lines(text).map { map($0).text(pointerSize: 8) } == lines(text))
    }

    @Test func smapsOf618PrintAsTheKernelDoes() throws {
        let text = try real("smaps-6.18-x86_64")
        #expect(areas(lines(text)).map { $0.text(.v618, pointerSize: 8) }.joined() == text)
    }

    @Test(arguments: ["0", "100", "400", "800"])
    func smapsOf61PrintAsTheKernelDoes(megabytes: String) throws {
        let prefix = "S\(megabytes) smaps: "
        let text = lines(try real("lazy-6.1-i686-1g.txt")).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        #expect(text.count == 26 - 2)
        #expect(areas(text).map { $0.text(.v61, pointerSize: 4) } == [text.joined(separator: "\n") + "\n"])
    }

    private func areas(_ lines: [String]) -> [SmapsArea] {
        var areas: [SmapsArea] = []
        for line in lines {
            let parts = words(line)
            guard parts[0].hasSuffix(":") else {
                areas.append(SmapsArea(map: map(line)))
                continue
            }
            take(parts, into: &areas[areas.count - 1])
        }
        return areas
    }

    private func take(_ parts: [String], into area: inout SmapsArea) {
        let value = parts.count > 1 ? UInt64(parts[1]) ?? 0 : 0
        switch parts[0] {
        case "Rss:": area.rss = value
        case "Pss:": area.pss = value
        case "Pss_Dirty:": area.pssDirty = value
        case "Shared_Clean:": area.sharedClean = value
        case "Shared_Dirty:": area.sharedDirty = value
        case "Private_Clean:": area.privateClean = value
        case "Private_Dirty:": area.privateDirty = value
        case "Referenced:": area.referenced = value
        case "Anonymous:": area.anonymous = value
        case "Locked:": area.locked = value
        case "VmFlags:": area.flags = Array(parts.dropFirst())
        default: break
        }
    }

    @Test func statmPrintsAsTheKernelDoes() throws {
        let recorded = lines(try real("lazy-6.1-i686-1g.txt")).filter { $0.contains("statm") }
        #expect(recorded.count == 5)
        for line in recorded {
            let parts = words(line).dropFirst(2).compactMap { UInt64($0) }
            let statm = Statm(size: parts[0], resident: parts[1], shared: parts[2], text: parts[3], data: parts[5])
            #expect(statm.line == words(line).dropFirst(2).joined(separator: " ") + "\n")
        }
    }

    @Test func statusLinesPrintAsTheKernelDoes() throws {
        let text = try real("status-6.18-x86_64")
        let memory = lines(text).map { ProcessStatus.Line(String(words($0)[0].dropLast()), UInt64(words($0)[1])!) }
        #expect(memory.map(\.text).joined() == text)
        #expect(memory.map(\.name) == ProcessStatus.lineNames(.v618))
    }
}
