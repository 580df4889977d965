import Foundation
import Testing

/// States and machines that were once read wrongly (`traces/cases`), as processes.
@Suite struct StateCaseTests {
    private let tool: Tool
    private let cases = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "traces/cases").path

    init() throws {
        tool = try Tool()
        try tool.write(
            "a.trace",
            """
            replay-trace 1
            0    0 0   task pid=100 comm=app
            10us 0 0   page_alloc order=0 ptr=a gfp=GFP_KERNEL
            20us 0 0   kmalloc size=100 ptr=b
            30us 0 0   write ptr=b length=4
            40us 0 0   vmalloc size=8192 ptr=c
            50us 0 0   write ptr=c length=4
            60us 0 0   kfree ptr=b

            """)
    }

    private func run(_ arguments: String...) throws -> Tool.Outcome { try tool.run(["run", "a.trace", "-o", "a.sqlite"] + arguments) }

    private func ask(_ query: String) throws -> [String] {
        try tool.run(["query", "a.sqlite", query, "--format", "csv"]).output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    /// The address of the first linear access goes to its frame and back.
    private func checkTranslation(base: UInt64, offset: UInt64) throws {
        let row = try #require(try ask("SELECT printf('%x,%x', address, physical) FROM access ORDER BY step LIMIT 1").first)
        let numbers = row.filter { $0 != "\"" }.split(separator: ",").compactMap { UInt64($0, radix: 16) }
        try #require(numbers.count == 2)
        #expect(numbers[0] &- base &+ offset == numbers[1])
        let address = "0x" + String(numbers[0], radix: 16)
        let shown = try tool.run(["show", "a.sqlite", "translate", "0", address])
        #expect(shown.status == 0)
        #expect(shown.output.contains("physical address 0x\(String(numbers[1], radix: 16)): RAM in zone"), "\(shown.output)")
    }

    @Test func zoneinfoBefore38IsAState() throws {
        let outcome = try run("--state", "\(cases)/01-zoneinfo-before-3.8.state")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("state.zoneinfo_without_managed"))
    }

    @Test(arguments: [["--machine", "arm32-1g"], []])
    func aBoardWithRAMElsewhereIsAState(machine: [String]) throws {
        let outcome = try tool.run(
            ["run", "a.trace", "-o", "a.sqlite", "--state", "\(cases)/02-arm-ram-not-at-0.state"] + machine)
        #expect(outcome.status == 0 && outcome.errors.contains("arm32-1g with the memory of"), "\(outcome.errors)")
        #expect(try ask("SELECT value FROM profile_setting WHERE key = 'phys_offset'").first?.contains("0x80000000") == true)
        try checkTranslation(base: 0xc000_0000, offset: 0x8000_0000)
        for what in ["zoneinfo", "buddyinfo", "pagetypeinfo", "meminfo", "vmallocinfo", "slabinfo"] {
            let shown = try tool.run(["show", "a.sqlite", what, "--at", "0"])
            #expect(shown.status == 0, "\(what): \(shown.errors)")
        }
        let check = try tool.run(["check", "a.sqlite", "--against", "\(cases)/02-arm-ram-not-at-0.state", "--moment", "begin"])
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test(arguments: [0x1000_0000, 0x4000_0000, 0x8000_0000, 0xc000_0000] as [UInt64], ["slub", "slab", "slob"])
    func aHandWrittenBoardTranslates(start: UInt64, slab: String) throws {
        try tool.write(
            "board.yaml",
            """
            base: arm32-1g
            name: board
            ram: [\(start)-\(start + 256 << 20)]
            reserved: [\(start)-\(start + 16 << 20)]
            zones: {Normal: \(start)-\(start + 192 << 20), HighMem: \(start + 192 << 20)-\(start + 256 << 20)}
            """)
        let outcome = try run("--machine", "board.yaml", "--set", "slab=\(slab)", "--strict")
        #expect(outcome.status == 0, "\(outcome.errors)")
        try checkTranslation(base: 0xc000_0000, offset: start)
        #expect(try tool.run(["verify", "a.sqlite"]).status == 0)
    }

    @Test(arguments: ["arm64-4g", "x86_64-1g"])
    func wideMachinesTranslate(machine: String) throws {
        #expect(try run("--machine", machine).status == 0)
        let isARM = machine == "arm64-4g"
        try checkTranslation(base: isARM ? 0xffff_0000_0000_0000 : 0xffff_8880_0000_0000, offset: isARM ? 0x4000_0000 : 0)
    }

    @Test func anArm64StateDecidesTheMachine() throws {
        let outcome = try run("--state", "\(cases)/05-arm64.machine")
        #expect(outcome.status == 0 && outcome.errors.contains("arm64-4g with the memory of"), "\(outcome.errors)")
        try checkTranslation(base: 0xffff_0000_0000_0000, offset: 0)
    }

    @Test func aStateIsStrongerThanAHeadersMachine() throws {
        try tool.write("a.trace", "replay-trace 1\nheader profile x86_64-24g\n0 0 0 page_alloc order=0 ptr=a\n")
        let outcome = try run("--state", "\(cases)/02-arm-ram-not-at-0.state")
        #expect(outcome.status == 0 && outcome.errors.contains("arm32-1g with the memory of"), "\(outcome.errors)")
        #expect(outcome.errors.contains("state.header_machine_replaced"))
        #expect(try run("--state", "\(cases)/02-arm-ram-not-at-0.state", "--machine", "x86_64-24g").status == 0)
    }

    @Test func iomemOfZerosAndEmptyFilesAreLeftOut() throws {
        let folder = tool.folder.url.appending(path: "s")
        try FileManager.default.copyItem(atPath: "\(cases)/10-iomem-not-root.machine", toPath: folder.path)
        try "Node 0, zone DMA32 0 0 0 0 0 0 0 0 0 0 10\n".write(to: folder.appending(path: "buddyinfo"), atomically: true, encoding: .utf8)
        try "".write(to: folder.appending(path: "slabinfo"), atomically: true, encoding: .utf8)
        let outcome = try run("--state", "s")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("state.iomem_without_addresses") && outcome.errors.contains("state.empty_file"))
    }

    @Test func allNodesAreAState() throws {
        let outcome = try run("--state", "\(cases)/06-numa.machine")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let shown = try tool.run(["show", "a.sqlite", "buddyinfo"]).output
        #expect(shown.contains("Node 0, zone   Normal") && shown.contains("Node 1, zone   Normal"), "\(shown)")
    }

    /// A 32-bit machine's free lists: `pageblock` null, page-block types by number, no `lowmem`, and a zone Movable with limits of its own.
    @Test func a32BitMachinesFreeListsAreAState() throws {
        let none = String(repeating: "[[],[],[],[],[]],", count: 10)
        func zone(_ name: String, _ start: Int, _ frame: Int, _ high: Int) -> String {
            """
            {"name": "\(name)", "start": \(start), "spanned": 8192, "present": 8192, "managed": 8000, "watermark": [100, 125, 150],
             "free": [\(none)[[],[\(frame)],[],[],[]]], "pb": {"\(start / 1024)": 0},
             "pcp": {"count": 0, "high": \(high), "batch": \(high / 6), "lists": []}}
            """
        }
        let zones = [zone("Normal", 4096, 8192, 42), zone("HighMem", 12288, 16384, 186), zone("Movable", 20480, 24576, 90)]
        try tool.write(
            "state.json", "{\"pageblock\": null, \"pageblock_order\": 10, \"zones\": [\(zones.joined(separator: ","))]}")
        try tool.write("version", "Linux version 4.4.0 (i686)\n")
        let outcome = try run("--state", "state.json", "--state", "version")
        #expect(outcome.status == 0 && outcome.errors.contains("i386-1g with the memory of"), "\(outcome.errors)")
        #expect(outcome.errors.contains("state.protection_assumed"))
        let shown = try tool.run(["show", "a.sqlite", "zoneinfo", "--at", "0"]).output
        let parts = shown.split(separator: "zone ").map(String.init)
        #expect(parts.first { $0.contains("Movable") }?.contains("high:  90") == true, "\(shown)")
        #expect(parts.first { $0.contains("Normal") }?.contains("protection: (0, 0, 250, 500)") == true, "\(shown)")
        let types = try tool.run(["show", "a.sqlite", "pagetypeinfo", "--at", "0"]).output
        #expect(
            types.split(separator: "\n").last { $0.contains("Normal") }?.split(separator: " ").dropFirst(4).prefix(2) == ["1", "7"],
            "\(types)")
        #expect(try tool.run(["check", "a.sqlite", "--against", "state.json", "--moment", "begin"]).status == 0)
    }

    /// Free blocks of CMA, by the kernel's own files and by JSON.
    @Test func freeCMABlocksCanBeGiven() throws {
        try tool.write(
            "p",
            """
            Page block order: 9
            Pages per block:  512

            Free pages count per migrate type at order 0 1 2 3 4 5 6 7 8 9 10
            Node 0, zone DMA32, type Unmovable 9 0 0 0 0 0 0 0 0 0 0
            Node 0, zone DMA32, type CMA 0 0 0 0 0 0 0 0 0 0 58

            Number of blocks type Unmovable Movable Reclaimable HighAtomic CMA Isolate
            Node 0, zone DMA32 2 300 0 0 116 0
            """)
        #expect(try run("--machine", "x86_64-1g", "--state", "p").status == 0)
        let shown = try tool.run(["show", "a.sqlite", "pagetypeinfo", "--at", "0"]).output
        #expect(shown.contains("CMA      0      0      0      0      0      0      0      0      0      0     58"), "\(shown)")
    }
}
