import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// The page allocator against the naive one.
@Suite struct AuditTests {
    private static let kinds: [GfpFlags] = [.kernel, .highUserMovable, [.kernel, .reclaimable], .highUser, [.kernel, .dma]]

    private func machine(perCPU: Bool, generation: KernelGeneration, cpus: UInt16 = 2) -> MachineProfile {
        var profile = TestMachine.small(pages: 9000, perCPU: perCPU, cpus: cpus, generation: generation)
        profile.ram = [TestMachine.frames(1, 2500), TestMachine.frames(2600, 9000)]
        profile.reserved = [TestMachine.frames(700, 731), TestMachine.frames(4096, 4099)]
        profile.zones = [
            ZoneProfile(.dma, TestMachine.frames(0, 1024)), ZoneProfile(.normal, TestMachine.frames(1024, 5001)),
            ZoneProfile(.highMem, TestMachine.frames(5001, 9000)),
        ]
        profile.pages.lowmemReserveRatio = [256, 256, 32, 0, 0]
        return profile
    }

    private func naive(_ profile: MachineProfile, _ memory: borrowing PhysicalMemory) -> NaiveBuddy {
        var model = NaiveBuddy(owner: [], zone: [])
        for frame in 0..<UInt32(9000) {
            let managed = memory.pageIsManaged(FrameNumber(frame))
            model.owner.append(managed ? 0 : -1)
            model.zone.append(frame < 1024 ? 0 : frame < 5001 ? 1 : 2)
        }
        return model
    }

    private struct Live {
        var frame: FrameNumber
        var order: UInt8
    }

    private func run(seed: UInt64, perCPU: Bool, generation: KernelGeneration, operations: Int) {
        let profile = machine(perCPU: perCPU, generation: generation)
        var memory = PhysicalMemory(profile: profile)
        var model = naive(profile, memory)
        var log = TransitionLog()
        var random = TestRandom(state: seed)
        var live: [Live] = []
        for step in 1...operations {
            log.begin(step: Step(UInt64(step)))
            let cpu = UInt16(random.next(below: 2))
            let wave = (step / 500) % 2 == 0
            if live.isEmpty || random.next(below: 10) < (wave ? 6 : 4) {
                let order = UInt8(random.next(below: 4) > 0 ? 0 : random.next(below: random.next(below: 4) > 0 ? 5 : 11))
                let request = PageRequest(
                    order: order, gfp: Self.kinds[random.next(below: 5)], owner: FrameOwner(.kernel, id: UInt32(step)), cpu: cpu)
                if let frame = memory.allocate(request, log: &log) {
                    let sound = model.take(frame, order: order, as: step)
                    #expect(sound)
                    #expect(memory.owner(of: frame).id == UInt32(step))
                    live.append(Live(frame: frame, order: order))
                }
            } else {
                let block = live.remove(at: random.next(below: live.count))
                memory.free(block.frame, order: block.order, cpu: cpu, log: &log)
                model.give(block.frame, order: block.order)
            }
            memory.endStep(log: &log)
            log.removeRows()
            if step % 250 == 0 { check(&memory, model, drain: step % 1000 == 0, log: &log) }
        }
        for block in live {
            memory.free(block.frame, order: block.order, cpu: 0, log: &log)
            model.give(block.frame, order: block.order)
        }
        check(&memory, model, drain: true, log: &log)
        #expect(memory.freePages == memory.managedPages)
    }

    private func check(_ memory: inout PhysicalMemory, _ model: NaiveBuddy, drain: Bool, log: inout TransitionLog) {
        if drain { memory.drainPerCPU(cpu: nil, log: &log) }
        memory.checkInvariants()
        let unused = model.owner.count { $0 == 0 }
        #expect(memory.freePages + memory.perCPUPages == UInt64(unused))
        guard memory.perCPUPages == 0 else { return }
        for zone in memory.zoneIndices { #expect(memory.freeSet(zone) == model.blocks(zone: Int(zone.rawValue))) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func freeBlocksAreThoseOfABitmapWithoutPerCPULists(seed: UInt64) {
        run(seed: seed, perCPU: false, generation: .v61, operations: 2500)
    }

    @Test(arguments: [4, 5, 6] as [UInt64]) func noFrameIsHandedOutTwiceWithPerCPULists(seed: UInt64) {
        run(seed: seed, perCPU: true, generation: .v61, operations: 2500)
    }

    @Test(arguments: [KernelGeneration.v2632, .v310, .v44, .v618]) func everyGenerationConservesFrames(_ generation: KernelGeneration) {
        run(seed: 7, perCPU: true, generation: generation, operations: 1500)
    }

    /// Eight single frames, freed in each of the 5,040 orders that begin with the last one, end as one block.
    @Test func everyOrderOfFreeingEightFramesMergesToOneBlock() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 8, pageblockOrder: 3))
        var log = TransitionLog()
        var order = Array(0..<7)
        func permute(_ count: Int) {
            if count == 1 {
                for _ in 0..<8 {
                    _ = memory.allocate(PageRequest(order: 0, gfp: [.kernel, .movable], owner: FrameOwner(.kernel)), log: &log)
                }
                for frame in [7] + order { memory.free(FrameNumber(UInt32(frame)), order: 0, cpu: 0, log: &log) }
                precondition(memory.freeCount(ZoneIndex(0), order: 3) == 1)
                log.removeRows()
                return
            }
            for index in 0..<count {
                permute(count - 1)
                order.swapAt(count % 2 == 0 ? index : 0, count - 1)
            }
        }
        permute(7)
        memory.checkInvariants()
        #expect(memory.freeSet(ZoneIndex(0)) == [[0, 3]])
    }
}
