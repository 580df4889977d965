import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel

@Suite struct PictureTests {
    /// Frames of a list, out of the picture's rows.
    private func frames(_ picture: PageAllocatorPicture, _ zone: UInt8, _ cpu: UInt16?, _ order: UInt8, _ type: UInt8) -> [FrameNumber] {
        var frames: [FrameNumber] = []
        for run in picture.lists where run.zone.rawValue == zone && run.cpu == cpu && run.order == order && run.migratetype == type {
            #expect(Int(run.position) == frames.count)
            for index in 0..<Int64(run.blocks) { frames.append(FrameNumber(UInt32(Int64(run.frame.rawValue) + index * run.stride))) }
        }
        return frames
    }

    @Test func everyListIsInItInOrder() throws {
        var memory = PhysicalMemory(profile: TestMachine.small(pages: 8192, perCPU: true, cpus: 2))
        var log = TransitionLog()
        var random = SeededRandom(5)
        var held: [(FrameNumber, UInt8)] = []
        for _ in 0..<3000 {
            if held.isEmpty || random.next() % 5 < 3 {
                let order = UInt8(random.next() % 4)
                let gfp: GfpFlags = random.next() % 2 == 0 ? .kernel : .highUserMovable
                let request = PageRequest(order: order, gfp: gfp, owner: FrameOwner(.kernel), cpu: UInt16(random.next() % 2))
                if let frame = memory.allocate(request, log: &log) { held.append((frame, order)) }
            } else {
                let (frame, order) = held.remove(at: Int(random.next() % UInt64(held.count)))
                memory.free(frame, order: order, cpu: UInt16(random.next() % 2), log: &log)
            }
            log.removeRows()
        }
        let picture = memory.picture()
        let zone = ZoneIndex(0)
        for order in 0..<UInt8(11) {
            for type in 0..<UInt8(6) {
                #expect(frames(picture, 0, nil, order, type) == memory.freeBlocks(zone, order: order, migratetype: type))
            }
        }
        for cpu in 0..<UInt16(2) {
            for order in 0..<UInt8(4) {
                for type in 0..<UInt8(3) {
                    #expect(frames(picture, 0, cpu, order, type) == memory.perCPUBlocks(zone, cpu: cpu, order: order, migratetype: type))
                }
            }
        }
        #expect(picture.stocks.map(\.count) == memory.report(zone).perCPU.map(\.count))
        #expect(picture.pageblocks.reduce(0) { $0 + $1.blocks } == 16)
    }

    @Test func aFreeTebibyteIsAFewRows() {
        let picture = PhysicalMemory(profile: TestMachine.small(pages: 1 << 28)).picture()
        #expect(picture.lists.count == 1)
        #expect(picture.pageblocks.count == 1)
        #expect(picture.lists[0].blocks == 1 << 18 && picture.lists[0].stride == 1024)
    }
}
