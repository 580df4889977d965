import Foundation
import Testing
import TraceFormat

@testable import ProcFiles
@testable import ReplayAnalysis
@testable import Virtual

@Suite struct ProcessFormatTests {
    @Test func mapsPrintAsTheKernelDoes() throws {
        let maps = try read("proc/maps-6.18-x86_64", as: Maps.self)
        #expect(maps.areas.count == 14 && maps.pointerSize == 8)
        try expectSameText("proc/maps-6.18-x86_64", Maps.self)
    }

    @Test func namesMayHoldBlanks() throws {
        let text = """
            08048000-08049000 r-xp 00000000 00:00 0          /tmp/a b  c (deleted)
            b7c00000-b7c04000 rw-s 00000000 00:01 7 

            """
        let maps = try Maps(text, file: "maps")
        #expect(maps.areas.map(\.name) == ["/tmp/a b  c (deleted)", nil])
        #expect(maps.areas[1].isShared && maps.areas[1].inode == 7 && maps.pointerSize == 4)
        #expect(maps.text == text)
    }

    @Test func smapsOf618PrintAsTheKernelDoes() throws {
        let smaps = try read("proc/smaps-6.18-x86_64", as: Smaps.self)
        try expectSameText("proc/smaps-6.18-x86_64", Smaps.self)
        #expect(smaps.eligibleWidth == 8)
        for area in smaps.areas { #expect(area.figures.map(\.name) == Smaps.Area.names(.v618)) }
    }

    @Test(arguments: ["0", "100", "400", "800"])
    func smapsOf61PrintAsTheKernelDoes(megabytes: String) throws {
        let prefix = "S\(megabytes) smaps: "
        let text = lines(try real("proc/lazy-6.1-i686-1g.txt")).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        #expect(text.count == 26 - 2)
        let smaps = try Smaps(text.joined(separator: "\n"), file: "smaps")
        #expect(smaps.text == text.joined(separator: "\n") + "\n")
        #expect(smaps.eligibleWidth == 1)
        #expect(smaps.areas.map { $0.figures.map(\.name) } == [Smaps.Area.names(.v61)])
    }

    @Test func statmPrintsAsTheKernelDoes() throws {
        let recorded = lines(try real("proc/lazy-6.1-i686-1g.txt")).filter { $0.contains("statm") }
        #expect(recorded.count == 5)
        for line in recorded {
            let text = words(line).dropFirst(2).joined(separator: " ") + "\n"
            #expect(try Statm(text, file: "statm").text == text)
        }
    }

    @Test func statusLinesPrintAsTheKernelDoes() throws {
        let status = try read("proc/status-6.18-x86_64", as: Status.self)
        try expectSameText("proc/status-6.18-x86_64", Status.self)
        #expect(status.lines.map(\.name) == Status.memoryNames(.v618))
        #expect(status.lines[0] == Status.Line("VmPeak", kilobytes: 3060))
    }

    @Test func mallocInfoPrintsAsGlibcDoes() throws {
        let all = try real("malloc-info/threads.xml")
        let end = "</malloc>\n"
        let texts = all.components(separatedBy: end).dropLast().map { $0 + end }
        #expect(texts.count == 6 && texts.joined() == all)
        for text in texts { #expect(try MallocInfo(text, file: "threads.xml").text == text) }
    }

    @Test func aWrongLineIsReported() {
        let area = "08048000-08049000 r-xp 00000000 00:00 0 \n"
        let maps = #expect(throws: TraceError.self) { try Maps(area + "08048000-0804 r-xp 0 00:00 0\n", file: "maps") }
        #expect(maps?.line == 2)
        let smaps = #expect(throws: TraceError.self) { try Smaps(area + "Rss: many kB\n", file: "smaps") }
        #expect(smaps?.line == 2)
        #expect(throws: TraceError.self) { try Statm("1 2 3\n", file: "statm") }
        #expect(throws: TraceError.self) { try Status("Name lazy\n", file: "status") }
        #expect(throws: TraceError.self) { try MallocInfo("<malloc version=\"1\">\n<other/>\n", file: "xml") }
    }
}
