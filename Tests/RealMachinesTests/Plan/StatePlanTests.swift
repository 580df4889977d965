import Pages
import ReplayModel
import Testing
import TraceFormat

@testable import RealMachines

@Suite struct StatePlanTests {
    private func report(_ memory: borrowing PhysicalMemory, _ kind: ZoneKind) -> ZoneReport {
        memory.zoneIndices.map { memory.report($0) }.first { $0.kind == kind }!
    }

    /// The machine of the recording is not among the built-in ones: any base will do.
    @Test(arguments: ["x86_64-1g", "x86_64-24g"])
    func aStateMakesTheMachineItsOwn(_ base: String) throws {
        let state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst")
        let plan = try StatePlan(state, base: MachineProfile.builtIn(named: base)!, placement: .model)
        let memory = try memory(plan)
        let dma32 = report(memory, .dma32)
        #expect(dma32.managed == 242_090 && dma32.present == 258_007 && dma32.free == 213_623)
        #expect([dma32.min, dma32.low, dma32.high] == [967, 1208, 1449])
        #expect(dma32.perCPU.map(\.count) == [1171])
        #expect(dma32.perCPU.map(\.high) == [1208])
        #expect(report(memory, .dma).protection == [0, 934, 934, 934, 934])
        for (index, zone) in state.zones.enumerated() {
            for order in 0..<UInt8(11) {
                for type in 0..<UInt8(6) {
                    let frames = memory.freeBlocks(ZoneIndex(UInt8(index)), order: order, migratetype: type).map(\.rawValue)
                    #expect(frames == zone.lists![Int(order)][Int(type)])
                }
            }
        }
    }

    @Test func aMachineOfAnotherWidthIsRefused() throws {
        for (file, base) in [("kmem-amd64/T0.freelists_pcp.json.zst", "i386-1g"), ("states/pae-1g", "x86_64-1g")] {
            let state = try RealStates.read(file)
            #expect(throws: TraceError.self) { try StatePlan(state, base: MachineProfile.builtIn(named: base)!, placement: .model) }
        }
    }

    @Test func theNearestMachineIsTaken() throws {
        #expect(try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst").nearestProfile?.name == "x86_64-1g")
        #expect(try RealStates.read("states/pae-1g").nearestProfile?.name == "i386-1g")
        #expect(try RealStates.read("states/perf-build").nearestProfile?.name == "x86_64-24g")
        #expect(try RealStates.read("kmem-amd64/T0.kpageflags.zst").nearestProfile == nil)
    }

    @Test func pageFlagsAloneGiveTheFreeFramesAndTheReservedOnes() throws {
        let state = try RealStates.read("kmem-amd64/T0.kpageflags.zst")
        let plan = try StatePlan(state, base: MachineProfile.builtIn(named: "x86_64-1g")!, placement: .recorded)
        let memory = try memory(plan)
        #expect(report(memory, .dma32).freeBlocks == [17, 3, 4, 4, 5, 3, 4, 5, 2, 4, 205])
        #expect(report(memory, .dma32).managed == 242_090)
        #expect(!plan.start.pages!.reservedIsAssumed)
        #expect(memory.pages(of: .recorded) == 242_090 + 3840 - memory.freePages)
    }

    /// 32 bit with PAE and HighMem: only counts are known.
    @Test func countsArePlacedAsBlocks() throws {
        let state = try RealStates.read("states/pae-1g")
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        #expect(plan.profile.architecture.kind == .i386PAE)
        let memory = try memory(plan)
        for zone in state.zones {
            let own = report(memory, zone.kind)
            #expect(own.freeBlocks.map { UInt64($0) } == zone.blocks)
            #expect(own.managed == zone.figures?.managed)
            #expect(own.perCPU.map { UInt64($0.count) } == zone.perCPU?.map(\.count))
            for order in 0..<UInt8(11) {
                for type in 0..<UInt8(6) {
                    #expect(memory.freeCount(own.zone, order: order, migratetype: type) == zone.blocksByType![Int(type)][Int(order)])
                }
            }
        }
        let again = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        #expect(plan.start == again.start && plan.profile == again.profile)
    }

    /// 24 GiB, 2 CPUs, holes of gigabytes; pagetypeinfo was read a moment after buddyinfo.
    @Test func buddyInfoHoldsWhereSnapshotsDiffer() throws {
        let state = try RealStates.read("states/perf-build")
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        #expect(plan.profile.cpus == 2)
        #expect(plan.counters.contains { $0.oddity == .stateSnapshotsDiffer })
        let memory = try memory(plan)
        for zone in state.zones { #expect(report(memory, zone.kind).freeBlocks.map { UInt64($0) } == zone.blocks) }
        #expect(report(memory, .normal).perCPU.map(\.high) == [36_121, 48_888])
    }

    @Test func recordedPlacementGuessesNoPerCPUPages() throws {
        let state = try RealStates.read("states/pae-1g")
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .recorded)
        #expect(plan.start.pages?.perCPU.isEmpty == true)
    }

    @Test(arguments: ["MemTotal: 4 kB\n", "Linux version 6.1.0\n"])
    func aStateWithoutPagesIsRefused(_ text: String) throws {
        let state = try RealStates.read(text: text)
        #expect(throws: TraceError.self) { try StatePlan(state, base: MachineProfile.builtIn[0], placement: .model) }
    }

    @Test func moreFreeThanManagedIsRefused() throws {
        var state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst")
        state.zones[1].figures!.managed = 1000
        #expect(throws: TraceError.self) { try StatePlan(state, base: MachineProfile.builtIn[0], placement: .model) }
    }

    @Test func aFrameNamedTwiceIsRefusedByTheMachine() throws {
        var state = try RealStates.read("kmem-amd64/T0.freelists_pcp.json.zst")
        state.zones[1].lists![0][0].append(10_746)
        let plan = try StatePlan(state, base: MachineProfile.builtIn(named: "x86_64-1g")!, placement: .model)
        #expect(throws: Never.self) { _ = try memory(plan) }
        state.zones[1].lists![0][0].append(47_552)
        let other = try StatePlan(state, base: MachineProfile.builtIn(named: "x86_64-1g")!, placement: .model)
        #expect(throws: InitialPageStateError.self) {
            var memory = PhysicalMemory(profile: other.profile)
            try memory.adopt(other.start.pages!)
        }
    }
}
