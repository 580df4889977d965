import Testing
import TraceFormat

@testable import ReplayModel
@testable import Virtual

/// The outcomes of a test program on a real machine: Debian 6.1.176 i686-PAE, MemTotal 1,021,712 kB, no swap, root. It calls
/// malloc once for each size and frees it, then takes blocks of 100 MB until one is refused.
@Suite struct OvercommitTests {
    static let sizes: [UInt64] = [1, 10, 100, 200, 300, 400, 450, 480, 500, 600, 700, 800, 850, 900, 950, 1000, 1100, 1200, 1500, 2000]
    static let totalPages: UInt64 = 1_021_712 / 4

    /// The machine with `vm.overcommit_memory` at `mode`, and what the real one had committed before (6,428 kB). The heap stands
    /// where a program's heap stood there (its place was random: 17 MiB above the bss).
    static func machine(mode: UInt8) throws -> PagingMachine {
        var machine = try PagingMachine(.paeTest, totalPages: totalPages)
        machine.vm.create(ProcessID(1), comm: NameID(2), log: &machine.log)
        try machine.vm.ensureAddressSpace(ProcessID(1), memory: &machine.frames, log: &machine.log)
        let heap = MapRequest(address: 0x0921_e000, length: 132 << 10, flags: [.private, .anonymous, .fixed])
        #expect(machine.mmap(heap).isSuccess)
        let rest = 6428 / 4 - machine.vm.committedPages
        _ = machine.map(pages: rest, by: ProcessID(1))
        machine.vm.settings.overcommitMemory = mode
        return machine
    }

    /// malloc of a large block: its bytes and a header, in whole pages.
    static func mallocLength(_ megabytes: UInt64) -> UInt64 { megabytes << 20 + pageSize }

    static func accepted(_ machine: inout PagingMachine) -> [UInt64] {
        var accepted: [UInt64] = []
        for size in sizes {
            let result = machine.mmap(MapRequest(length: mallocLength(size)))
            guard result.isSuccess else { continue }
            accepted.append(size)
            machine.munmap(result.value, mallocLength(size))
        }
        return accepted
    }

    static func charge(
        _ commit: inout CommitAccounting, _ pages: UInt64, total: UInt64, isAdmin: Bool, _ settings: VirtualMemorySettings
    ) -> Bool {
        commit.charge(pages, total: total, isAdmin: isAdmin, settings) {
            AvailableMemory(free: 1000, reclaimable: 50, reserve: 100)
        }
    }

    static func blocksOf100(_ machine: inout PagingMachine) -> Int {
        var count = 0
        while machine.mmap(MapRequest(length: mallocLength(100))).isSuccess { count += 1 }
        return count
    }

    @Test func heuristicModeRefusesOneRequestLargerThanRam() throws {
        var machine = try Self.machine(mode: 0)
        #expect(Self.accepted(&machine) == Self.sizes.filter { $0 <= 950 })
        #expect(Self.blocksOf100(&machine) == 29)
        #expect(machine.counters().resident == 0)
        machine.check()
    }

    @Test func alwaysModeRefusesOnlyWhatHasNoAddresses() throws {
        var machine = try Self.machine(mode: 1)
        #expect(Self.accepted(&machine) == Self.sizes)
        #expect(machine.mmap(MapRequest(length: Self.mallocLength(3000))).error == .noMemory)
        #expect(Self.blocksOf100(&machine) == 29)
    }

    @Test func neverModeKeepsTheCommitLimit() throws {
        var machine = try Self.machine(mode: 2)
        #expect(machine.vm.commitLimit * 4 == 510_856)
        #expect(Self.accepted(&machine) == Self.sizes.filter { $0 <= 480 })
        #expect(Self.blocksOf100(&machine) == 4)
        machine.check()
    }

    @Test func committedMemoryIsWhatTheRealMachineShowed() throws {
        var machine = try Self.machine(mode: 0)
        let before = machine.vm.committedPages
        _ = machine.mmap(MapRequest(length: Self.mallocLength(100)))
        #expect((machine.vm.committedPages - before) * 4 == 108_828 - 6_424)
    }

    @Test func noReserveCountsOnlyInModeNever() throws {
        for (mode, counted) in [(UInt8(0), UInt64(0)), (1, 0), (2, 100)] {
            var machine = try Self.machine(mode: mode)
            let before = machine.vm.committedPages
            let request = MapRequest(length: 100 * pageSize, flags: [.private, .anonymous, .noReserve])
            #expect(machine.mmap(request).isSuccess)
            #expect(machine.vm.committedPages - before == counted)
            machine.check()
        }
    }

    @Test func othersThanRootLeaveTheAdminReserve() throws {
        let rules = CommitAccounting.Rules(.v61)
        var settings = VirtualMemorySettings()
        settings.overcommitMemory = 2
        let limit = CommitAccounting(rules: rules, totalPages: 100_000).limit(settings)
        #expect(limit == 50_000)
        for (pages, isAdmin, fits) in [(49_999, true, true), (50_000, true, false), (47_951, false, true), (47_952, false, false)] {
            var commit = CommitAccounting(rules: rules, totalPages: 100_000)
            #expect(Self.charge(&commit, UInt64(pages), total: 0, isAdmin: isAdmin, settings) == fits)
        }
        var commit = CommitAccounting(rules: rules, totalPages: 100_000)
        #expect(!Self.charge(&commit, 49_000, total: 32_001, isAdmin: true, settings))
        #expect(Self.charge(&commit, 48_999, total: 32_000, isAdmin: true, settings))
    }

    @Test func swapAndKilobytesRaiseTheLimit() {
        var settings = VirtualMemorySettings()
        settings.swapSize = 1 << 20
        let commit = CommitAccounting(rules: .init(.v61), totalPages: 1000)
        #expect(commit.limit(settings) == 500 + 256)
        settings.overcommitKilobytes = 400
        #expect(commit.limit(settings) == 100 + 256)
    }

    @Test func olderKernelsLookAtFreeMemory() {
        var settings = VirtualMemorySettings()
        settings.adminReserveKilobytes = 40
        var commit = CommitAccounting(rules: .init(.v44), totalPages: 100_000)
        #expect(!Self.charge(&commit, 950, total: 0, isAdmin: true, settings))
        #expect(Self.charge(&commit, 949, total: 0, isAdmin: true, settings))
        #expect(!Self.charge(&commit, 940, total: 0, isAdmin: false, settings))
        #expect(Self.charge(&commit, 939, total: 0, isAdmin: false, settings))
    }

    /// 2.6.32: what can be reclaimed alone (50 pages), then with what is free beyond the reserve (900), each less 1/32 but for root.
    @Test func theOldestKernelLooksAtReclaimableMemoryFirst() {
        let settings = VirtualMemorySettings()
        var commit = CommitAccounting(rules: .init(.v2632), totalPages: 100_000)
        #expect(Self.charge(&commit, 949, total: 0, isAdmin: true, settings))
        #expect(!Self.charge(&commit, 950, total: 0, isAdmin: true, settings))
        #expect(Self.charge(&commit, 920, total: 0, isAdmin: false, settings))
        #expect(!Self.charge(&commit, 921, total: 0, isAdmin: false, settings))
    }

    /// A machine in mid-life has promised memory already: mode 2 counts it.
    @Test func promisesOfBeforeTheRunCount() throws {
        var machine = try Self.machine(mode: 2)
        machine.vm.begin(committed: 100_000, cached: 0)
        #expect(Self.accepted(&machine) == [1, 10, 100])
        machine.check()
    }
}
