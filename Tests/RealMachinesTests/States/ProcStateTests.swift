import Testing
import TraceFormat

@testable import RealMachines

@Suite struct ProcStateTests {
    @Test func protectionIsSortedByKindOfZone() throws {
        let narrow = try RealStates.read("states/pae-1g")
        // DMA, Normal, HighMem, Movable: there is no DMA32.
        #expect(narrow.zones.map { $0.figures?.protection } == [[0, 0, 835, 979, 979], [0, 0, 0, 1150, 1150], [0, 0, 0, 0, 0]])
        let wide = try RealStates.read("states/perf-build")
        #expect(wide.zones[0].figures?.protection == [0, 3019, 10_699, 10_699, 10_699])
        #expect(wide.zones.map(\.kind) == [.dma, .dma32, .normal])
        #expect(wide.zones[2].perCPU?.map(\.high) == [36_121, 48_888])
    }

    @Test func pageTypesAreCountedByTheirNames() throws {
        let state = try RealStates.read("states/pae-1g")
        #expect(state.pageblockOrder == 9)
        #expect(state.zones[2].blocksByType?[1] == [0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 33])
        #expect(state.zones[1].pageblockCounts == [4, 424, 4, 0, 0, 0])
    }

    @Test(arguments: [
        "Node 256, zone Normal 1 2 3\n", "Node 0, zone Upper 1 2 3\n", "Node 0, zone Normal 1 two 3\n", "Page block order: 20\n",
        "Page block order: 9\nnonsense\n", "Node 0, zone Normal\n  pages free x\n", "Node 0, zone Normal\n    cpu: 1\n    cpu: 0\n",
        "Node 0, zone Normal 1 2 4294967296\n",
    ])
    func aWrongLineIsReportedByItsNumber(_ text: String) {
        let error = #expect(throws: TraceError.self) { try RealStates.read(text: text) }
        #expect(error?.line == UInt32(text.split(separator: "\n").count))
    }
}
