import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// The classic demo on the real page allocator, against a real machine (Debian 6.1.176 i686-PAE, 1 GiB, no swap, 6.1.0-50-686-pae):
/// under overcommit_memory=1 a program mallocs 2000 MB and writes it through until it is killed. Measured there: MemFree
/// 1,002,948 kB before, anon-rss 989,676 kB at the kill. The model stops about 0.1 % lower here, since it
/// begins with empty per-CPU lists; `LazyProgramTests` begins with the recorded state.
@Suite struct LazyDemoTests {
    static let pid = ProcessID(159)

    static func profile() -> MachineProfile {
        var profile = TestMachine.pae()
        profile.architecture = MachineProfile.paeTest.architecture
        profile.architecture.pageblockOrder = 9
        profile.vm.overcommitMemory = 1
        return profile
    }

    @Test func writingTwoGigabytesEndsWhereTheRealMachineEnded() throws {
        let profile = Self.profile()
        var memory = PhysicalMemory(profile: profile)
        var vm = VirtualMemory(profile: profile, totalPages: 1_021_712 / 4)
        var log = TransitionLog()
        log.begin(step: Step(1))
        // What the running system had taken besides.
        for _ in 0..<(memory.freePages - 1_002_948 / 4) {
            _ = memory.allocate(PageRequest(order: 0, gfp: .kernel, owner: FrameOwner(.kernel)), log: &log)
        }
        try vm.boot(memory: &memory, log: &log)
        vm.create(Self.pid, comm: NameID(1), log: &log)
        try vm.ensureAddressSpace(Self.pid, memory: &memory, log: &log)
        let block = vm.mmap(Self.pid, MapRequest(length: 2_048_004 << 10), memory: &memory, log: &log)
        #expect(block.isSuccess)
        let before = memory.freePages + memory.perCPUPages
        var written: UInt64 = 0
        var failed: PageRequest?
        while failed == nil {
            log.removeRows()
            let outcome = vm.touch(
                Self.pid, start: VirtualAddress(block.value + written), length: 4 << 20, access: .write, memory: &memory,
                log: &log)
            written += 4 << 20
            if case .outOfMemory(let request, _) = outcome { failed = request }
        }
        let counters = vm.processes[vm.processes.slot(of: Self.pid)!].counters
        #expect(failed?.owner.kind == .anonymous || failed?.owner.kind == .pageTable)
        #expect(before - memory.freePages - memory.perCPUPages == counters.anonymous + counters.tables - 3)
        #expect(abs(Int(counters.anonymous * 4) - 989_676) < 989_676 / 500)
        vm.checkInvariants(memory: memory)
        vm.exit(Self.pid, isKill: true, memory: &memory, log: &log)
        #expect(memory.freePages + memory.perCPUPages == before + 3)
        memory.checkInvariants()
    }
}
