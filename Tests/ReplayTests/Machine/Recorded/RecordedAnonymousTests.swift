import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// Whose anonymous pages are, in placement `recorded`: lines of perf script, and each process's count after them.
@Suite struct RecordedAnonymousTests {
    private struct Result {
        var anonymous: [Int32: UInt64] = [:]
        var counters: OddityCounts
    }

    /// Replays the lines, one every microsecond.
    private func replay(_ lines: [String]) throws -> Result {
        let text = lines.enumerated().map { "sh \($1.replacing("TIME", with: "1.\(1_000_000 + $0)"))\n" }.joined()
        let reader = try ImportFormat.perfScript.open(try ByteSource(name: "a.txt", bytes: Array(text.utf8)))
        let machine = Machine(profile: TestMachine.small(pages: 1024, perCPU: false), placement: .recorded, isRecording: true)
        var engine = Engine(machine: machine, readers: [reader])
        while try engine.run(steps: 1) { engine.machine.checkInvariants() }
        engine.machine.checkInvariants()
        var result = Result(counters: engine.machine.log.counters)
        for slot in engine.machine.kernel.virtual.processes.indices {
            let process = engine.machine.kernel.virtual.processes[slot]
            result.anonymous[process.process.rawValue] = process.counters.anonymous
        }
        return result
    }

    private func line(_ pid: Int, _ event: String) -> String { "\(pid)/\(pid) [0] TIME: \(event)" }

    private func fault(_ pid: Int, _ address: String = "0x1000") -> String {
        line(pid, "exceptions:page_fault_user: address=\(address) ip=0x1 error_code=0x6")
    }

    private func zeroed(_ pid: Int, _ frame: String) -> String { page(pid, frame, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP") }

    private func copy(_ pid: Int, _ frame: String) -> String { page(pid, frame, "GFP_HIGHUSER_MOVABLE|__GFP_COMP") }

    private func page(_ pid: Int, _ frame: String, _ gfp: String) -> String {
        line(pid, "kmem:mm_page_alloc: page=\(frame) pfn=\(frame) order=0 migratetype=1 gfp_flags=\(gfp)")
    }

    private func free(_ pid: Int, _ frame: String) -> String {
        line(pid, "kmem:mm_page_free: page=\(frame) pfn=\(frame) order=0")
    }

    private func fork(_ pid: Int, _ child: Int) -> String {
        line(pid, "sched:sched_process_fork: comm=sh pid=\(pid) child_comm=sh child_pid=\(child)")
    }

    private func exit(_ pid: Int) -> String {
        line(pid, "sched:sched_process_exit: comm=sh pid=\(pid) prio=120 group_dead=true")
    }

    private func rss(_ pid: Int, space: Int, isCurrent: Bool, pages: Int) -> String {
        line(pid, "kmem:rss_stat: mm_id=\(space) curr=\(isCurrent ? 1 : 0) type=MM_ANONPAGES size=\(pages * 4096)B")
    }

    @Test func aPidGivenAgainBeginsWithoutTheFormerProcessesFrames() throws {
        let machine = try replay([
            fault(5), zeroed(5, "0x110"), exit(5), fork(9, 5), fault(5), zeroed(5, "0x111"), free(5, "0x110"),
        ])
        #expect(machine.anonymous[5] == 1)
        #expect(machine.counters[.recordingFrameOfFormerProcess] == 1)
    }

    @Test func aCopyAfterAForkLeavesTheFrameToTheChild() throws {
        let before = [fault(5), zeroed(5, "0x110"), fork(5, 6), fault(5), copy(5, "0x111")]
        let machine = try replay(before)
        #expect(machine.anonymous[5] == 1)
        #expect(machine.anonymous[6] == 1)
        let after = try replay(before + [free(6, "0x110")])
        #expect(after.anonymous[5] == 1)
        #expect(after.anonymous[6] == 0)
    }

    @Test func anExecLeavesWhatTheChildCopied() throws {
        let lines = [
            fault(5), zeroed(5, "0x110"), fault(5, "0x2000"), zeroed(5, "0x111"), fork(5, 6), fault(6), copy(6, "0x112"),
            // The new program's stack, then the old address space goes, then the new program's data.
            zeroed(6, "0x113"), rss(6, space: 70, isCurrent: false, pages: 1), rss(6, space: 60, isCurrent: true, pages: 2),
        ]
        let before = try replay(lines)
        #expect(before.anonymous[6] == 2)
        let after = try replay(lines + [rss(6, space: 60, isCurrent: false, pages: 0), fault(6, "0x9000"), zeroed(6, "0x114")])
        #expect(after.anonymous[6] == 2)
        #expect(after.anonymous[5] == 2)
    }

    @Test func aChildThatHasItsParentsSpaceLeavesItsPagesThere() throws {
        let machine = try replay([
            rss(5, space: 50, isCurrent: true, pages: 10), fork(5, 6), fault(6), zeroed(6, "0x110"),
            rss(6, space: 50, isCurrent: true, pages: 11), zeroed(6, "0x111"), rss(6, space: 70, isCurrent: false, pages: 1),
            rss(6, space: 70, isCurrent: true, pages: 1),
        ])
        #expect(machine.anonymous[6] == 1)
        #expect(machine.anonymous[5] == 11)
    }

    @Test func theFirstValueOfAnOlderProcessSaysWhatItHad() throws {
        let machine = try replay([
            fault(5), zeroed(5, "0x110"), rss(5, space: 50, isCurrent: true, pages: 100), fault(5, "0x2000"), zeroed(5, "0x111"),
        ])
        #expect(machine.anonymous[5] == 101)
        let later = try replay([
            rss(5, space: 50, isCurrent: true, pages: 100), fault(5), zeroed(5, "0x110"), rss(5, space: 50, isCurrent: true, pages: 500),
        ])
        #expect(later.anonymous[5] == 101)
    }

    @Test func aFreeOfAFrameThatNoEventNamedIsDistinguishedFromAFreeTwice() throws {
        let machine = try replay([fault(5), free(5, "0x120"), free(5, "0x120")])
        #expect(machine.counters[.recordingFreeOfUnseenFrame] == 1)
        #expect(machine.counters[.recordingFreeOfFreeFrame] == 1)
    }
}
