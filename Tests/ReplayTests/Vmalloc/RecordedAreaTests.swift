import Testing
import TraceFormat

@testable import Pages
@testable import ReplayModel
@testable import Virtual

@Suite struct RecordedAreaTests {
    /// Every address that Linux 6.1 chose in a recording of 475 areas, from the areas that stood before.
    @Test func everyRecordedAddressIsPredicted() throws {
        var bench = VmallocBench(TestProfiles.amd64())
        var right = 0
        var total = 0
        for row in try RealTraces.rows("vmalloc/amd64-6.1.txt") {
            let numbers = row.dropFirst().map { UInt64($0, radix: 16)! }
            switch row[0] {
            case "area":
                #expect(bench.record(numbers[0], numbers[1]) == .placed)
            case "alloc":
                let top: UInt64 = numbers[2] == bench.space.start ? bench.space.end : 0xFFFF_FFFF_FF00_0000
                total += 1
                let predicted = bench.space.predict(size: numbers[0], align: numbers[1], from: numbers[2], to: top)
                if predicted == numbers[3] { right += 1 }
                #expect(bench.record(numbers[3], numbers[0]) == .placed)
            case "free": #expect(bench.freeRecorded(numbers[0]) == .freed)
            default: bench.purge()
            }
        }
        bench.check()
        #expect(total == 475)
        #expect(right == 475)
    }

    @Test func aRecordedAreaReplacesWhatIsInItsWay() {
        var bench = VmallocBench()
        #expect(bench.record(0xF900_0000, 0x3000) == .placed)
        #expect(bench.record(0xF900_3000, 0x2000) == .placed)
        #expect(bench.record(0xF900_2000, 0x2000) == .replaced(2))
        bench.check()
        #expect(bench.freeRecorded(0xF900_2000) == .freed)
        #expect(bench.freeRecorded(0xF900_2000) == .unknownArea)
        #expect(bench.record(0xF900_1000, 0x2000) == .purged)
        #expect(bench.record(0xF900_1800, 0x2000) == .invalid)
        #expect(bench.record(0xF900_8000, 0) == .invalid)
        #expect(bench.record(.max - 0xFFF, 0x2000) == .invalid)
        bench.check()
    }

    @Test func anAreaOfTheModelIsNotReplaced() throws {
        var bench = VmallocBench()
        let address = try #require(try bench.vmalloc(4096).address)
        #expect(bench.record(address, 4096) == .conflict)
        #expect(bench.freeRecorded(address) == .wrongKind(.vmalloc))
        #expect(bench.free(address) == .freed)
        bench.check()
    }

    @Test func anAreaFromBeforeTheTraceCanBeFreedLikeAnyOther() {
        var bench = VmallocBench()
        _ = bench.record(0xF900_0000, 0x2000, kind: .ioremap, physical: 0xFED0_0000)
        #expect(bench.free(0xF900_0010, as: .ioremap) == .freed)
        bench.check()
    }
}
