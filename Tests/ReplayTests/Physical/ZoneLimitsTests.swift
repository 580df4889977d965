import Testing

@testable import Pages
@testable import ReplayModel

@Suite struct ZoneLimitsTests {
    private func zone(_ memory: borrowing PhysicalMemory, _ kind: ZoneKind) -> ZoneReport {
        let index = memory.zoneIndices.first { memory.report($0).kind == kind }!
        return memory.report(index)
    }

    /// Figures: /proc/zoneinfo of Debian 6.1.176 i686-PAE with 1 GiB.
    @Test func pae1gMatchesItsZoneinfo() {
        let memory = PhysicalMemory(profile: TestMachine.pae())
        #expect(memory.minFreeKilobytes == 3720)
        let dma = zone(memory, .dma)
        #expect([dma.spanned, dma.present, dma.managed] == [4095, 3998, 3840])
        #expect([dma.min, dma.low, dma.high] == [16, 20, 24])
        #expect([0, 2, 3, 4].map { dma.protection[$0] } == [0, 835, 979, 979])
        #expect(dma.perCPU == [PerCPUReport(count: 0, high: 20, batch: 1)])
        #expect(dma.start == FrameNumber(1))
        let normal = zone(memory, .normal)
        #expect([normal.spanned, normal.present, normal.managed] == [221_182, 221_182, 214_757])
        #expect([normal.min, normal.low, normal.high] == [913, 1141, 1369])
        #expect([0, 2, 3, 4].map { normal.protection[$0] } == [0, 0, 1150, 1150])
        #expect(normal.perCPU == [PerCPUReport(count: 0, high: 1141, batch: 63)])
        let high = zone(memory, .highMem)
        #expect([high.spanned, high.present, high.managed] == [36_831, 36_831, 36_831])
        #expect([high.min, high.low, high.high] == [35, 74, 113])
        #expect(high.perCPU == [PerCPUReport(count: 0, high: 74, batch: 7)])
        #expect(high.start == FrameNumber(225_278))
        let movable = zone(memory, .movable)
        #expect([movable.managed, movable.min, movable.low, movable.high] == [0, 32, 32, 32])
        memory.checkInvariants()
    }

    /// Figures: /proc/zoneinfo of Debian 6.1.176 amd64 with 1 GiB.
    @Test func amd64With1GiBMatchesItsZoneinfo() {
        let memory = PhysicalMemory(profile: TestMachine.amd64())
        #expect(memory.minFreeKilobytes == 3932)
        let dma = zone(memory, .dma)
        #expect([dma.min, dma.low, dma.high, dma.managed] == [15, 18, 21, 3840])
        #expect([1, 2, 4].map { dma.protection[$0] } == [934, 934, 934])
        #expect(dma.perCPU == [PerCPUReport(count: 0, high: 18, batch: 1)])
        let dma32 = zone(memory, .dma32)
        #expect([dma32.spanned, dma32.present, dma32.managed] == [258_007, 258_007, 242_090])
        #expect([dma32.min, dma32.low, dma32.high] == [967, 1208, 1449])
        #expect(dma32.protection == [0, 0, 0, 0, 0])
        #expect(dma32.perCPU == [PerCPUReport(count: 0, high: 1208, batch: 63)])
        let normal = zone(memory, .normal)
        #expect([normal.spanned, normal.min, normal.low, normal.high] == [0, 0, 0, 0])
    }

    /// Figures: /proc/zoneinfo of a 6.18 host with 24 GiB and 2 CPUs (`high_min` there).
    @Test func hostWith24GiBMatchesItsZoneinfo() {
        let memory = PhysicalMemory(profile: TestMachine.host())
        let dma = zone(memory, .dma)
        #expect([dma.min, dma.low, dma.high] == [23, 28, 33])
        #expect([1, 2, 4].map { dma.protection[$0] } == [3019, 10_699, 10_699])
        #expect(dma.perCPU == [PerCPUReport](repeating: .init(count: 0, high: 14, batch: 1), count: 2))
        let dma32 = zone(memory, .dma32)
        #expect([dma32.spanned, dma32.present, dma32.managed] == [1_044_480, 782_336, 772_917])
        #expect([dma32.min, dma32.low, dma32.high] == [4761, 5951, 7141])
        #expect([2, 4].map { dma32.protection[$0] } == [7680, 7680])
        #expect(dma32.perCPU[0] == PerCPUReport(count: 0, high: 2975, batch: 63))
        let normal = zone(memory, .normal)
        #expect([normal.spanned, normal.managed] == [5_505_024, 1_966_080])
        #expect([normal.min, normal.low, normal.high] == [12_111, 15_138, 18_165])
        #expect(normal.perCPU[1] == PerCPUReport(count: 0, high: 7569, batch: 63))
    }

    @Test func squareRootIsTheLargestWhoseSquareFits() {
        for value in UInt64(0)...5000 {
            let root = ZoneLimits.squareRoot(value)
            #expect(root * root <= value && (root + 1) * (root + 1) > value)
        }
        #expect(ZoneLimits.squareRoot(UInt64.max) == 4_294_967_295)
    }

    @Test func minFreeIsClamped() {
        #expect(ZoneLimits.minFreeKilobytes(lowmemPages: 4, ceiling: 262_144) == 128)
        #expect(ZoneLimits.minFreeKilobytes(lowmemPages: 1 << 40, ceiling: 65_536) == 65_536)
    }

    @Test func batchesAreOneLessThanAPowerOfTwo() {
        let batches = [0, 1024, 8192, 36_831, 65_536, 214_757, 1 << 30].map { ZoneLimits.batch(managed: $0, capPages: 256) }
        #expect(batches == [0, 0, 1, 7, 15, 63, 63])
    }

    @Test func olderKernelsHaveSixBatchesPerCPU() {
        var profile = TestMachine.pae()
        profile.generation = .v44
        let normal = zone(PhysicalMemory(profile: profile), .normal)
        #expect(normal.perCPU[0] == PerCPUReport(count: 0, high: 186, batch: 31))
        // A zone too small for a batch: zoneinfo of such kernels has `high: 0` and `batch: 1`.
        #expect(zone(PhysicalMemory(profile: profile), .dma).perCPU[0] == PerCPUReport(count: 0, high: 0, batch: 1))
    }

    @Test(arguments: [(PerCPULimitRules.v2632, 186, 31), (.v420, 378, 63)])
    func limitsFollowTheRulesThatTheProfileNames(rules: PerCPULimitRules, high: UInt32, batch: UInt32) {
        var profile = TestMachine.pae()
        profile.pages.perCPULimits = rules
        let normal = zone(PhysicalMemory(profile: profile), .normal)
        #expect(normal.perCPU[0] == PerCPUReport(count: 0, high: high, batch: batch))
    }
}
