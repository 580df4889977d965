import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

/// Fallbacks that a recording names (mm_page_alloc_extfrag).
@Suite struct RecordedFallbackTests {
    private let zone = ZoneIndex(0)
    private static let flags: [GfpFlags] = [.kernel, .highUserMovable, GfpFlags.kernel.union(.reclaimable)]

    /// One machine chooses, the other is told each of its fallbacks and frames: page blocks have the same types and lists the same
    /// number of blocks after every request.
    @Test(arguments: [1, 2, 3, 4]) func aMachineThatIsToldKeepsTheSameTypes(_ seed: UInt64) {
        var random = SeededRandom(seed)
        var log = TransitionLog()
        var chooses = PhysicalMemory(profile: TestMachine.small(pages: 1024, pageblockOrder: 6))
        var told = PhysicalMemory(profile: TestMachine.small(pages: 1024, pageblockOrder: 6))
        var held: [(frame: FrameNumber, order: UInt8)] = []
        var fallbacks = 0
        for _ in 0..<3000 {
            if random.next() % 16 < 7, !held.isEmpty {
                let block = held.remove(at: Int(random.next() % UInt64(held.count)))
                chooses.free(block.frame, order: block.order, cpu: 0, log: &log)
                #expect(told.freeRecorded(block.frame, order: block.order, cpu: 0, log: &log) == .freed)
            } else {
                let request = PageRequest(
                    order: UInt8(random.next() % 4), gfp: Self.flags[Int(random.next() % 3)], owner: FrameOwner(.kernel))
                guard let frame = chooses.allocate(request, log: &log) else { continue }
                for row in chooses.fallbacks { #expect(told.fallBackRecorded(RecordedFallback(row), log: &log)) }
                fallbacks += chooses.fallbacks.count
                #expect(told.allocateRecorded(request, frame: frame, log: &log) == .taken)
                held.append((frame, request.order))
            }
            chooses.endStep(log: &log)
            told.endStep(log: &log)
            #expect(figures(told) == figures(chooses))
        }
        told.checkInvariants()
        #expect(fallbacks > 20)
    }

    private func figures(_ memory: borrowing PhysicalMemory) -> [UInt64] {
        var figures = memory.pageblockCounts(zone).map { UInt64($0) }
        for order in UInt8(0)...10 {
            for type in UInt8(0)..<3 { figures.append(UInt64(memory.freeCount(zone, order: order, migratetype: type))) }
        }
        return figures
    }

    @Test func whatCannotBeIsRefused() {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 64))
        var log = TransitionLog()
        func refused(_ frame: UInt32, _ blockOrder: UInt8, _ type: UInt8) -> Bool {
            !memory.fallBackRecorded(
                RecordedFallback(
                    frame: FrameNumber(frame), blockOrder: blockOrder, order: 0, migratetype: type, fallbackMigratetype: 1,
                    changedOwnership: true), log: &log)
        }
        #expect(refused(64, 0, 0))
        #expect(refused(1, 1, 0))
        #expect(refused(0, 0, 3))
        #expect(log.rows(.pageFallback).isEmpty)
    }
}

extension RecordedFallback {
    fileprivate init(_ row: PageFallbackRow) {
        self.init(
            frame: row.frame, blockOrder: row.blockOrder, order: row.order, migratetype: row.migratetype,
            fallbackMigratetype: row.fallbackMigratetype, changedOwnership: row.changedOwnership)
    }
}
