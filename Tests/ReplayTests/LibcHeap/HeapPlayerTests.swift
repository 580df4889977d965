import Testing

@testable import Heap
@testable import ReplayModel

/// A heap over a bare kernel.
@Suite struct HeapPlayerTests {
    private let profile = MachineProfile.builtIn(named: "x86_64-1g")!

    @Test func addressesAreThoseOfGlibc() {
        var player = HeapPlayer(profile: profile, slots: 2, programBreak: 0x1000_0000)
        var results: [UInt64] = []
        let calls = [HeapCall(.malloc, slot: 0, size: 100), HeapCall(.calloc, slot: 1, size: 10, extra: 10), HeapCall(.free, slot: 0)]
        player.play(calls + [HeapCall(.malloc, slot: 0, size: 100), HeapCall(.realloc, slot: 1, size: 5000)]) { results.append($1) }
        #expect(results == [0x1000_02a0, 0x1000_0310, 0, 0x1000_02a0, 0x1000_0310])
        #expect(player.blocks == [0x1000_02a0, 0x1000_0310])
        #expect(player.kernel.programBreak == 0x1002_1000)
        player.heap.checkInvariants()
    }

    @Test func everyCallIsAStepWithRows() {
        var player = HeapPlayer(profile: profile, slots: 1, programBreak: 0x1000_0000)
        player.play((0..<5000).map { HeapCall($0 % 2 == 0 ? .malloc : .free, slot: 0, size: 24) })
        #expect(player.log.step == 5000)
        #expect(player.log.removedRows.reduce(0, +) > 2 * 4096)
    }
}
