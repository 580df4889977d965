import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// The rows of a step, applied to a second memory, lead to the same lists in the same order: rows are lossless.
@Suite struct RowReplayTests {
    private static let kinds: [GfpFlags] = [
        .kernel, .highUserMovable, [.kernel, .reclaimable], .highUser, [.kernel, .dma], .atomic, [.atomic, .dma],
    ]

    private func machine(perCPU: Bool, generation: KernelGeneration) -> MachineProfile {
        var profile = TestMachine.small(pages: 9000, perCPU: perCPU, cpus: 2, generation: generation, pageblockOrder: 5)
        profile.ram = [TestMachine.frames(1, 2500), TestMachine.frames(2600, 9000)]
        profile.reserved = [TestMachine.frames(700, 731), TestMachine.frames(4096, 4099)]
        profile.zones = [
            ZoneProfile(.dma, TestMachine.frames(0, 1024)), ZoneProfile(.normal, TestMachine.frames(1024, 5001)),
            ZoneProfile(.highMem, TestMachine.frames(5001, 9000)),
        ]
        return profile
    }

    /// Two memories: the live one, and the one that only knows the rows.
    private struct Pair: ~Copyable {
        var live: PhysicalMemory
        var rebuilt: PhysicalMemory
        var log = TransitionLog()
        var step: UInt64 = 0
        /// Rows of each operation seen so far, and of page blocks that changed.
        var seen = [Int](repeating: 0, count: PageOperation.allCases.count + 1)

        init(_ profile: MachineProfile) {
            live = PhysicalMemory(profile: profile)
            rebuilt = PhysicalMemory(profile: profile)
        }

        mutating func begin() {
            step += 1
            log.begin(step: Step(step))
        }

        /// Ends the step: its rows go to the second memory, and all lists must be equal. False: they are not.
        mutating func end() -> Bool {
            live.endStep(log: &log)
            var rows: [(seq: Int64, page: PageRow?, pageblock: PageblockRow?)] = []
            let (pages, pageblocks) = (log.tables[Int(TransitionTable.page.rawValue)], log.tables[Int(TransitionTable.pageblock.rawValue)])
            for row in 0..<pages.rowCount { rows.append((pages.values[row * pages.width + 1], pages.row(row), nil)) }
            for row in 0..<pageblocks.rowCount { rows.append((pageblocks.values[row * pageblocks.width + 1], nil, pageblocks.row(row))) }
            for row in rows.sorted(by: { $0.seq < $1.seq }) {
                if let page = row.page {
                    seen[Int(page.operation.rawValue)] += 1
                    guard rebuilt.apply(page) else { return false }
                }
                if let pageblock = row.pageblock {
                    seen[seen.count - 1] += 1
                    guard rebuilt.apply(pageblock) else { return false }
                }
            }
            log.removeRows()
            return live.lists == rebuilt.lists
        }
    }

    private func replay(seed: UInt64, perCPU: Bool, generation: KernelGeneration, steps: Int) -> [Int] {
        var pair = Pair(machine(perCPU: perCPU, generation: generation))
        var random = TestRandom(state: seed)
        var held: [(frame: FrameNumber, order: UInt8)] = []
        for step in 1...steps {
            pair.begin()
            let cpu = UInt16(random.next(below: 2))
            let growing = (step / 400) % 2 == 0
            for _ in 0..<(1 + random.next(below: 4)) {
                if held.isEmpty || random.next(below: 10) < (growing ? 7 : 3) {
                    let order = UInt8(random.next(below: 3) > 0 ? 0 : random.next(below: random.next(below: 4) > 0 ? 6 : 11))
                    let request = PageRequest(
                        order: order, gfp: Self.kinds[random.next(below: Self.kinds.count)], owner: FrameOwner(.kernel, id: UInt32(step)),
                        cpu: cpu)
                    if let frame = pair.live.allocate(request, log: &pair.log) {
                        held.append((frame, order))
                    } else if random.next(below: 8) == 0 {
                        _ = pair.live.unreserveHighAtomic(for: request, force: true, log: &pair.log)
                    }
                } else {
                    var block = held.remove(at: random.next(below: held.count))
                    if block.order > 0, random.next(below: 3) == 0 {
                        // Half of a block goes, the other half stays.
                        block.order -= 1
                        held.append((FrameNumber(block.frame.rawValue + 1 << UInt32(block.order)), block.order))
                    }
                    if random.next(below: 4) == 0 {
                        pair.live.setOwner(FrameOwner(.file, id: 9), of: block.frame, order: block.order, log: &pair.log)
                    }
                    pair.live.free(block.frame, order: block.order, cpu: cpu, log: &pair.log)
                }
            }
            if random.next(below: 200) == 0 { pair.live.drainPerCPU(cpu: cpu, log: &pair.log) }
            guard pair.end() else {
                Issue.record("lists differ after step \(step)")
                break
            }
        }
        pair.rebuilt.checkInvariants()
        let reserved = (pair.rebuilt.report(ZoneIndex(1)).reservedHighAtomic, pair.live.report(ZoneIndex(1)).reservedHighAtomic)
        #expect(reserved.0 == reserved.1)
        return pair.seen
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func rowsRebuildAllListsInOrderAfterEveryStep(seed: UInt64) {
        let seen = replay(seed: seed, perCPU: true, generation: .v61, steps: 1200)
        for operation in [PageOperation.allocate, .free, .refill, .drain, .own, .move] {
            #expect(seen[Int(operation.rawValue)] > 0, "no \(operation) row was tried")
        }
        #expect(seen[seen.count - 1] > 0, "no page block changed its type")
    }

    @Test(arguments: KernelGeneration.allCases) func rowsRebuildTheListsOfEveryGeneration(_ generation: KernelGeneration) {
        _ = replay(seed: 9, perCPU: true, generation: generation, steps: 700)
        _ = replay(seed: 10, perCPU: false, generation: generation, steps: 700)
    }

    /// Frames that a recording names, whatever stands there: free, on a per-CPU list, allocated, reserved.
    @Test(arguments: [11, 12] as [UInt64]) func rowsRebuildTheListsOfARecordedPlacement(seed: UInt64) {
        var pair = Pair(machine(perCPU: true, generation: .v61))
        pair.live.followsRecordedDrains = true
        var random = TestRandom(state: seed)
        for step in 1...1500 {
            pair.begin()
            let order = UInt8(random.next(below: 3) > 0 ? 0 : random.next(below: 5))
            let frame = FrameNumber((600 + UInt32(random.next(below: 900))) & ~((1 << UInt32(order)) - 1))
            let request = PageRequest(order: order, gfp: .kernel, owner: FrameOwner(.recorded), cpu: 1)
            switch random.next(below: 5) {
            case 0: _ = pair.live.refillRecorded(frame, order: min(order, 3), migratetype: 1, cpu: 0, log: &pair.log)
            case 1: _ = pair.live.drainRecorded(frame, order: order, log: &pair.log)
            case 2: _ = pair.live.freeRecorded(frame, order: order, cpu: 1, log: &pair.log)
            default: _ = pair.live.allocateRecorded(request, frame: frame, log: &pair.log)
            }
            guard pair.end() else {
                Issue.record("lists differ after step \(step)")
                break
            }
        }
        pair.rebuilt.checkInvariants()
        #expect(pair.seen[Int(PageOperation.repair.rawValue)] > 0)
    }

    @Test func repairsManageReservedFramesAndFillPerCPULists() {
        var memory = PhysicalMemory(profile: machine(perCPU: true, generation: .v61))
        func repair(_ frame: UInt32, order: UInt8, _ owner: OwnerKind, cpu: UInt32 = 0) -> Bool {
            memory.apply(
                PageRow(
                    operation: .repair, zone: ZoneIndex(0), frame: FrameNumber(frame), order: order, migratetype: 1, owner: owner,
                    ownerID: cpu, tag: 0))
        }
        let managed = memory.managedPages
        let results = [
            repair(704, order: 2, .recorded), repair(704, order: 2, .recorded), repair(256, order: 1, .perCPU, cpu: 1),
            repair(704, order: 0, .perCPU), repair(900, order: 0, .free),
        ]
        #expect(results == [true, false, true, true, true])
        #expect(memory.managedPages == managed + 4)
        #expect(memory.perCPUBlocks(ZoneIndex(0), cpu: 1, order: 1, migratetype: 1) == [FrameNumber(256)])
        #expect(memory.perCPUBlocks(ZoneIndex(0), cpu: 0, order: 0, migratetype: 1) == [FrameNumber(704)])
        memory.checkInvariants()
    }

    /// A row that does not fit is refused rather than believed.
    @Test func rowsThatDoNotFitAreRefused() {
        var memory = PhysicalMemory(profile: machine(perCPU: false, generation: .v61))
        func row(_ operation: PageOperation, _ frame: UInt32, order: UInt8, blockOrder: UInt8?) -> PageRow {
            PageRow(
                operation: operation, zone: ZoneIndex(1), frame: FrameNumber(frame), order: order, blockOrder: blockOrder, migratetype: 1,
                owner: .kernel, ownerID: 0, tag: 0)
        }
        let odd = [
            row(.allocate, 3072, order: 0, blockOrder: 3), row(.free, 3072, order: 0, blockOrder: 0),
            row(.drain, 3072, order: 0, blockOrder: 0),
            row(.move, 3073, order: 0, blockOrder: 0), row(.allocate, 3073, order: 1, blockOrder: 10),
        ]
        for each in odd {
            let fits = memory.apply(each)
            #expect(!fits)
        }
        let fits = memory.apply(row(.allocate, 3073, order: 0, blockOrder: 10))
        #expect(fits)
        let isOld = memory.apply(PageblockRow(zone: ZoneIndex(1), frame: FrameNumber(3072), oldType: 0, newType: 1))
        #expect(!isOld)
    }

    /// The report predicts what `allocate` does, and its arithmetic is that of the live check.
    @Test(arguments: [21, 22] as [UInt64]) func theReportPredictsWhatBecomesOfARequest(seed: UInt64) {
        var profile = machine(perCPU: true, generation: .v61)
        profile.pages.minFreeKilobytes = 1024
        var memory = PhysicalMemory(profile: profile)
        var log = TransitionLog()
        var random = TestRandom(state: seed)
        var held: [(frame: FrameNumber, order: UInt8)] = []
        var failed = 0
        for step in 1...3000 {
            log.begin(step: Step(UInt64(step)))
            let order = UInt8(random.next(below: 7))
            let request = PageRequest(
                order: order, gfp: Self.kinds[random.next(below: Self.kinds.count)], owner: FrameOwner(.kernel), cpu: 0)
            let last = memory.report(request).last
            if let frame = memory.allocate(request, log: &log) {
                held.append((frame, order))
                let zone = memory.zone(of: frame)
                #expect(last?.isServed == true && last?.zones.last?.zone == zone)
            } else {
                failed += 1
                #expect(last?.isServed == false)
            }
            if held.count > 40, random.next(below: 10) < 3 {
                for _ in 0..<random.next(below: 3) {
                    let block = held.remove(at: random.next(below: held.count))
                    memory.free(block.frame, order: block.order, cpu: 0, log: &log)
                }
            }
            memory.endStep(log: &log)
            log.removeRows()
        }
        #expect(failed > 20)
    }
}

extension PhysicalMemory {
    /// Every buddy list, every per-CPU list and every page block's type, in order.
    var lists: [[UInt32]] {
        var result: [[UInt32]] = []
        for zone in zoneIndices {
            for order in 0...UInt8(10) {
                for type in 0..<UInt8(6) { result.append(freeBlocks(zone, order: order, migratetype: type).map(\.rawValue)) }
            }
            for cpu in 0..<cpus {
                for index in 0..<PerCPUPages.listCount {
                    let list = list(pcp: pcpIndex(zone, cpu), index).pointee
                    result.append(frames.blocks(of: list, order: order(ofList: index)).map(\.rawValue))
                }
            }
        }
        return result + [(0..<pageblockCount).map { UInt32(pageblocks[$0]) }]
    }
}
