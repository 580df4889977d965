import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Whatever a trace says, the replay goes on and the machine stays sound; a failed precondition anywhere would end this process.
@Suite struct ExtremeEventTests {
    private static let user: [EventKind] = [
        .malloc, .calloc, .realloc, .memalign, .free, .mallopt, .mallocTrim, .write, .read, .fork, .threadCreate, .threadExit, .exit,
        .recordedBreak,
    ]
    private static let calls: [EventKind] = [
        .brk, .sbrk, .mmap, .munmap, .mremap, .mprotect, .madvise, .mlock, .munlock, .mlockall, .munlockall, .write, .read, .pageFault,
        .fork, .exec, .exit, .sysctl,
    ]
    private static let kernel: [EventKind] = [
        .kmalloc, .kfree, .krealloc, .kmemCacheCreate, .kmemCacheDestroy, .kmemCacheAlloc, .kmemCacheFree, .kmemCacheShrink, .pageAlloc,
        .pageFree, .vmalloc, .vfree, .vmap, .vunmap, .ioremap, .iounmap, .areaAlloc, .areaFree, .areaPurge, .counterDrain, .read,
    ]
    private static let processes: [EventKind] = [
        .task, .fork, .exec, .exit, .threadCreate, .threadExit, .oomAdj, .oomScoreAdj, .foreground, .background, .oomVictim,
        .stateProcess, .malloc, .write, .mmap, .sysctl,
    ]
    static let groups = [user, calls, kernel, processes, EventKind.allCases]

    @Test(arguments: MachineProfile.builtIn.indices, 0..<5)
    func anyEventCanBeReplayed(profile: Int, group: Int) throws {
        // Populating 24 GiB takes a debug build too long.
        if MachineProfile.builtIn[profile].name == "x86_64-24g", ![0, 2].contains(group) { return }
        for (seed, extremes) in [(1, 1), (2, 5)] as [(UInt64, UInt64)] {
            let events = ExtremeEvents(
                seed: seed &* 1000 &+ UInt64(profile * 5 + group), kinds: Self.groups[group], extremes: extremes)
            try replay(ExtremeTrace(events: events, left: 150), MachineProfile.builtIn[profile])
        }
    }

    private func replay(_ trace: ExtremeTrace, _ profile: MachineProfile) throws {
        let machine = Machine(profile: profile)
        var engine = Engine(machine: machine, readers: [trace])
        while try engine.run(steps: 150) {
            engine.machine.checkInvariants()
            engine.machine.log.removeRows()
        }
        engine.machine.checkInvariants()
        // Where nobody is left to kill the kernel panics, and the run ends.
        #expect(engine.traceEvents == UInt64(trace.left) || engine.machine.kernel.hasPanicked)
    }
}
