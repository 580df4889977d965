import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// The zone's counter of free pages, which lags behind each CPU's own changes.
@Suite struct CounterTests {
    /// `vm stats threshold` of three real machines' /proc/zoneinfo.
    @Test(
        arguments: [
            (3840, 1, 2), (214_757, 1, 8), (36_831, 1, 4), (242_090, 1, 8), (3840, 2, 4), (772_917, 2, 24), (1_966_080, 2, 28),
            (1 << 40, 4096, 125),
        ] as [(UInt64, UInt16, UInt32)])
    func theThresholdIsTheKernels(managed: UInt64, cpus: UInt16, threshold: UInt32) {
        #expect(ZoneLimits.countThreshold(managed: managed, cpus: cpus) == threshold)
    }

    /// When memory ran out on the real machine: 996 pages in zone DMA, with reserves computed again; 993 in another boot with a larger
    /// RAM disk. Marks: 16 and 982, 16 and 978.
    @Test(arguments: [(0, 982, 996), (1080, 978, 993)] as [(UInt64, UInt64, UInt64)])
    func theLastPagesAreTakenBelowTheWatermark(initPages: UInt64, reserve: UInt64, left: UInt64) {
        let memory = fill(TestMachine.pae(initPages: initPages))
        #expect(memory.report(ZoneIndex(0)).protection[3] == reserve)
        #expect(memory.report(ZoneIndex(0)).free == left)
        memory.checkInvariants()
    }

    @Test func withoutPerCPUListsTheCounterIsExact() {
        var profile = TestMachine.pae(initPages: 0)
        profile.pages.perCPULists = false
        #expect(fill(profile).report(ZoneIndex(0)).free == 16 + 982)
    }

    @Test func whatACPUKeepsFromTheCounterNeverPassesTheThreshold() {
        var memory = PhysicalMemory(profile: TestMachine.pae())
        var log = TransitionLog()
        var taken: [FrameNumber] = []
        for index in 0..<200 {
            let request = PageRequest(order: 0, gfp: [.kernel, .dma], owner: FrameOwner(.kernel))
            if index % 3 == 2 { memory.free(taken.removeLast(), order: 0, cpu: 0, log: &log) }
            taken.append(memory.allocate(request, log: &log)!)
            #expect(abs(memory.countedFree(ZoneIndex(0)) - Int64(memory.zones[0].free)) <= 2)
        }
        memory.checkInvariants()
    }

    /// Takes pages for a program until there are none.
    private func fill(_ profile: MachineProfile) -> PhysicalMemory {
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        let request = PageRequest(order: 0, gfp: .highUserMovable, owner: FrameOwner(.kernel))
        while memory.allocate(request, log: &log) != nil { log.removeRows() }
        return memory
    }
}
