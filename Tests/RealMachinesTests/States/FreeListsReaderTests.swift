import Testing
import TraceFormat

@testable import RealMachines

@Suite struct FreeListsReaderTests {
    private let zone = """
        {"name": "Normal", "watermark": [1, 2, 3], "lowmem": [0, 0], "start": 0, "managed": 2048, "spanned": 2048, "present": 2048, \
        "free": [[[5], [7, 9]]], "pcp": {"count": 1, "high": 6, "batch": 1, "free_factor": 2, "lists": [[11]]}, "colour": 3}
        """

    @Test func aRealStateIsReadWhole() throws {
        let state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst")
        #expect(state.zones.map(\.kind) == [.dma, .dma32])
        #expect(state.pageblockOrder == 9)
        #expect(state.zones[1].blockCounts == [17, 3, 4, 4, 5, 3, 4, 5, 2, 4, 205])
        #expect(state.zones[1].lists?[0][0].first == 47_552)
        #expect(state.zones[1].perCPU?[0].lists?[0].first == 48_553)
        #expect(state.zones[1].pageblocks?.count == 504)
        #expect(state.zones[0].figures?.protection == [0, 934, 934, 934, 934])
        #expect(state.unknown.isEmpty)
    }

    /// Ground truth: two nodes of Debian 6.1.192 in QEMU.
    @Test func aStateOfTwoNodesIsReadWhole() throws {
        let state = try RealStates.read("groundtruth/numa2/T0.freelists_pcp.json.zst")
        #expect(state.zones.map(\.title) == ["DMA", "DMA32", "1/DMA32"])
        #expect(state.cpuNodes == [0, 1] && state.nodeAddresses == [0xffff_8880_1ffd_5000, 0xffff_8880_3f79_2000])
        #expect(state.zones[2].address == 0xffff_8880_3f79_2600 && state.zones[2].countThreshold == 12)
        #expect(state.zones[2].perCPU?.map(\.count) == [4, 133] && state.unknown.isEmpty)
    }

    @Test func aNodesZoneStandsOnce() {
        let node = zone.replacing("\"name\"", with: "\"node\": 1, \"name\"")
        #expect(throws: Never.self) { try RealStates.read(text: "{\"zones\": [\(zone), \(node)]}") }
        #expect(throws: TraceError.self) { try RealStates.read(text: "{\"zones\": [\(node), \(node)]}") }
    }

    @Test func unknownFieldsAreCounted() throws {
        let state = try RealStates.read(text: "{\"zones\": [\(zone)], \"made_by\": \"me\"}")
        #expect(state.unknown.map(\.name) == ["state.unknown_field made_by", "state.unknown_field zones[].colour"])
        #expect(state.zones[0].lists?[0][1] == [7, 9])
        #expect(state.zones[0].perCPU?[0].freeFactor == 2)
    }

    @Test(arguments: [
        ("\"managed\": 2048", "\"managed\": -1", "zones[0].managed is wrong"),
        ("\"managed\": 2048", "\"managed\": 4096", "zones[0] is wrong"),
        ("[7, 9]", "[7, \"9\"]", "zones[0].free[0][1][1] is wrong"),
        ("\"name\": \"Normal\"", "\"name\": \"Upper\"", "zones[0].name is wrong"),
        ("\"batch\": 1, ", "", "zones[0].pcp has no \"batch\""),
        ("[1, 2, 3]", "[1, 2]", "zones[0].watermark is wrong"),
    ])
    func aWrongFieldIsReportedByItsPath(_ old: String, _ new: String, _ problem: String) {
        let text = "{\"zones\": [\(zone.replacing(old, with: new))]}"
        let error = #expect(throws: TraceError.self) { try RealStates.read(text: text) }
        #expect(error?.problem == problem)
        #expect(error?.file == "state")
        #expect(error?.offset != nil)
    }

    @Test func everyBeginningOfAFileIsRefused() {
        let text = "{\"zones\": [\(zone)], \"n\": [true, false, null, -1.5e3, \"\\u00e9\\n\"]}"
        #expect(throws: Never.self) { try RealStates.read(text: text) }
        for length in stride(from: 1, to: text.count, by: 7) {
            #expect(throws: TraceError.self) { try RealStates.read(text: String(text.prefix(length))) }
        }
        #expect(throws: TraceError.self) { try RealStates.read(text: text + "x") }
        #expect(throws: TraceError.self) { try RealStates.read(text: "{\"zones\": " + String(repeating: "[", count: 200)) }
    }

    @Test func pageBlocksMayStandByZone() throws {
        let text = "{\"zones\": [\(zone.dropLast()), \"pb\": [1, 0]}]}"
        let state = try RealStates.read(text: text)
        #expect(state.pageblockOrder == 10)
        #expect(state.zones[0].pageblocks == [1, 0])
        #expect(throws: TraceError.self) { try RealStates.read(text: text.replacing("[1, 0]}", with: "[1, 0, 1]}")) }
    }
}
