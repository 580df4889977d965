import Testing
import TraceFormat

@Suite struct PerfScriptTests {
    @Test func wholeBuildHasTheRecordersCounts() throws {
        let trace = try ImportedTrace(file: "perf-build.txt.zst")
        let kinds = trace.kinds
        #expect(kinds["page_alloc"] == 14104)
        #expect(kinds["rss_stat"] == 7508)
        #expect(kinds["page_fault"] == 6905)
        #expect(kinds["kmem_cache_alloc"] == 6690)
        #expect(kinds["page_free"] == 6211)
        #expect(kinds["page_free_batched"] == 5932)
        #expect(kinds["kmem_cache_free"] == 5405)
        #expect(kinds["kfree"] == 1524)
        #expect(kinds["kmalloc"] == 474)
        #expect(kinds["mmap"] == 214)
        #expect(kinds["brk"] == 101)
        #expect(kinds["munmap"] == 12)
        #expect(kinds["exit"] == 9)
        #expect(kinds["exec"] == 9)
        #expect(kinds["fork"] == 8)
        #expect(kinds["area_alloc"] == 3)
        #expect(kinds["unmatched"] == nil)
        #expect(kinds["thread_create"] == nil)
        #expect(trace.counters == [:])
        #expect(trace.header.first("placement") == "recorded")
    }

    @Test func pageAllocCarriesEveryField() throws {
        let trace = try ImportedTrace(
            .perfScript,
            "  Web Content  12/34  [003]  1779.256741:   kmem:mm_page_alloc: page=0x22af0b pfn=0x22af0b order=2 migratetype=1 "
                + "gfp_flags=GFP_HIGHUSER_MOVABLE|__GFP_COMP\n")
        #expect(trace.events.map(\.kind) == [.task, .threadCreate, .pageAlloc])
        #expect(trace.text(.comm, of: trace.events[0]) == "Web Content")
        #expect(trace.events[1].task == 12 && trace.events[1].number(.tid) == 34)
        let event = trace.events[2]
        #expect(event.time == 1_779_256_741_000 && event.cpu == 3 && event.task == 34 && event.line == 1)
        #expect(event.number(.frame) == 0x22af0b && event.number(.order) == 2 && event.number(.migratetype) == 1)
        #expect(event.number(.gfp) == UInt64(GfpFlags.highUserMovable.union(.compound).rawValue))
    }

    @Test(arguments: [
        ("swapper     0 [000]  12.000001: kmem:kfree: call_site=a+0x1 ptr=0x10\n", 0, 0, 12_000_001_000),
        ("swapper     0  12.000000001: kmem:kfree: call_site=a+0x1 ptr=0x10\n", 0, -1, 12_000_000_001),
        ("a b 7 [012]  1.5:          1 kmem:kfree: call_site=a+0x1 ptr=0x10\n", 7, 12, 1_500_000_000),
        ("pool-1:2.3: 7/8 [1]  1.5: kfree: call_site=a+0x1 ptr=0x10\n", 8, 1, 1_500_000_000),
        (":-1    -1/-1  [001]  1.000002: kmem:kfree: call_site=a+0x1 ptr=0x10\n", -1, 1, 1_000_002_000),
    ])
    func layoutsOfOneLine(_ line: String, _ task: Int, _ cpu: Int, _ time: Int) throws {
        let trace = try ImportedTrace(.perfScript, line)
        let event = try #require(trace.events.last)
        #expect(event.kind == .kfree && event.number(.ptr) == 0x10)
        #expect(Int(event.task) == task && Int(event.cpu) == cpu && Int(event.time) == time)
    }

    @Test func systemCallsAreJoinedWithTheirResult() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            sh 5/5 [0] 1.000001: syscalls:sys_enter_brk: brk: 0x55a1918c3000
            sh 6/6 [1] 1.000002: syscalls:sys_enter_munmap: addr: 0x7f0000, len: 0x00009963
            sh 5/5 [1] 1.000003: syscalls:sys_exit_brk: 0x55a1918c4000
            sh 5/5 [1] 1.000004: syscalls:sys_enter_mmap: addr: 0x0, len: 0x2000, prot: 0x3, flags: 0x22, fd: 0xffffffff, off: 0x0
            sh 5/5 [1] 1.000005: exceptions:page_fault_user: address=0x7f1984c44270 ip=0x7f1984c44270 error_code=0x14
            sh 5/5 [1] 1.000006: syscalls:sys_enter_mmap: addr: 0x0, len: 0x1e1f50, prot: 0x1, flags: 0x802, fd: 0x3, off: 0x1000
            sh 5/5 [1] 1.000007: syscalls:sys_exit_mmap: 0x7f04b3df6000
            sh 5/5 [1] 1.000008: syscalls:sys_enter_madvise: start: 0x7f04b3df6000, len_in: 0x1000, behavior: 0x00000004

            """)
        let events = trace.events.filter { $0.kind != .task }
        #expect(events.map(\.kind) == [.munmap, .brk, .mmap, .pageFault, .mmap, .madvise])
        #expect(events[1].number(.address) == 0x55_a191_8c30_00 && events[1].number(.result) == 0x55_a191_8c40_00)
        #expect(events[1].time == 1_000_003_000 && events[1].line == 3)
        #expect(!events[2].has(.result) && events[2].number(.length) == 0x2000 && !events[2].has(.name))
        #expect(trace.text(.name, of: events[4]) == "fd:3")
        #expect(events[4].number(.ptr) == 0x7f04_b3df_6000 && events[4].number(.offset) == 0x1000)
        #expect(trace.text(.advice, of: events[5]) == "dontneed")
        #expect(trace.counters == ["perf_script.enter_without_exit": 1])
    }

    @Test func aForkWaitsForItsChildToSeparateThreadFromProcess() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            a 5/5 [0] 1.000001: sched:sched_process_fork: comm=a pid=5 child_comm=a child_pid=6
            a 5/5 [0] 1.000002: kmem:kfree: call_site=x ptr=0x0
            a 5/5 [0] 1.000003: sched:sched_process_fork: comm=a pid=5 child_comm=a child_pid=7
            a 5/7 [1] 1.000004: kmem:kfree: call_site=x ptr=0x0
            a 6/6 [1] 1.000005: kmem:kfree: call_site=x ptr=0x0

            """)
        #expect(trace.events.map(\.kind) == [.task, .fork, .kfree, .threadCreate, .kfree, .kfree])
        #expect(trace.events[3].number(.tid) == 7 && trace.events[3].task == 5)
        #expect(trace.counters == [:])
    }

    @Test func aForkWhoseChildNeverShowsIsAProcess() throws {
        let trace = try ImportedTrace(
            .perfScript, "a 5/5 [0] 1.000001: sched:sched_process_fork: comm=a pid=5 child_comm=x y child_pid=6\n")
        #expect(trace.events.map(\.kind) == [.task, .fork])
        #expect(trace.text(.comm, of: trace.events[1]) == "x y")
        #expect(trace.counters == ["perf_script.unknown_child": 1])
    }

    @Test func newTaskSaysThreadsAtOnce() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            a 5/5 [0] 1.000001: task:task_newtask: pid=9 comm=a clone_flags=3d0f00 oom_score_adj=0
            a 5/5 [0] 1.000002: sched:sched_process_fork: comm=a pid=5 child_comm=a child_pid=9

            """)
        #expect(trace.events.map(\.kind) == [.task, .threadCreate])
        #expect(trace.counters == [:])
    }

    @Test func commandNamesFollowExec() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            bash 5/5 [0] 1.000001: kmem:kfree: call_site=x ptr=0x0
            rm 5/5 [0] 1.000002: sched:sched_process_exec: filename=/usr/bin/my rm pid=5 old_pid=5
            rm 5/5 [0] 1.000003: sched:sched_process_exit: comm=rm pid=5 prio=120 group_dead=true

            """)
        #expect(trace.events.map(\.kind) == [.task, .kfree, .task, .exec, .exit])
        #expect(trace.text(.comm, of: trace.events[2]) == "rm")
        #expect(trace.text(.name, of: trace.events[3]) == "/usr/bin/my rm")
    }

    @Test func nothingIsLost() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            # header
            a 5/5 [0] 1.000002: sched:sched_switch: prev_comm=a
            \tffffffff81000000 schedule ([kernel])

            garbage
            a 5/5 [0] 1.000001: kmem:kfree: call_site=x
            a 5/5 [0] 1.000001: kmem:kfree: call_site=x ptr=zz
            LOST 17 events!
            a 5/5 [0] 1.000003: kmem:kfree: call_site=x ptr=0x
            """)
        #expect(trace.events.map(\.kind) == [.task, .unmatched, .unmatched, .unmatched, .unmatched, .lost, .unmatched])
        #expect(trace.text(.text, of: trace.events[1]) == "sched:sched_switch: prev_comm=a")
        #expect(trace.text(.key, of: trace.events[3]) == "perf_script.missing_field")
        #expect(trace.events[5].number(.count) == 17)
        #expect(
            trace.counters == [
                "perf_script.unknown_event": 1, "perf_script.call_chain_line": 1, "perf_script.malformed_line": 1,
                "perf_script.missing_field": 1, "perf_script.bad_field": 1, "perf_script.out_of_order": 2,
                "perf_script.lost_events": 1, "perf_script.cut_last_line": 1,
            ])
    }

    @Test func failedAllocationsHaveNoFrame() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            a 5/5 [0] 1.000002: kmem:mm_page_alloc: page=(nil) pfn=0x0 order=3 migratetype=0 gfp_flags=GFP_ATOMIC
            a 5/5 [0] 1.000002: kmem:mm_page_alloc: page=(nil) pfn=0xffffffffffffffff order=3 migratetype=0 gfp_flags=GFP_ATOMIC
            a 5/5 [0] 1.000002: kmem:mm_page_alloc: page=0x1 pfn=123 order=0 migratetype=0 gfp_flags=GFP_WAIT|GFP_IO|GFP_NEW

            """)
        let events = trace.events.filter { $0.kind == .pageAlloc }
        #expect(events.map { $0.has(.frame) } == [false, false, true])
        #expect(events[0].number(.ptr) == 0 && events[1].number(.ptr) == 0 && events[2].number(.frame) == 123)
        #expect(trace.counters == ["perf_script.failed_page_alloc": 2, "perf_script.unknown_gfp_flag": 1])
    }

    @Test func otherFormatsAreRefused() throws {
        let error = #expect(throws: TraceError.self) { try ImportedTrace(.perfScript, "hello\nworld\n") }
        #expect(
            error?.expected == ImportFormat.known && ImportFormat.known.hasPrefix("a recording in one of the formats perf-script, ftrace, ")
        )
        #expect(throws: TraceError.self) { try ImportedTrace(.ftrace, String(repeating: "m 1 2\n", count: 1500)) }
    }

    @Test func whatPerfPrintsAfterAResultIsNoPartOfIt() throws {
        let trace = try ImportedTrace(
            .perfScript,
            """
            a 1/1 [0] 1.000001: 1 syscalls:sys_enter_brk: brk: 0x00000000     7f5c89d7cc47 brk
            a 1/1 [0] 1.000002: 1 syscalls:sys_exit_brk: 0x55664a101000     7f5c89d7cc47 brk
            a 1/1 [0] 1.000003: 1 kmem:mm_page_free: page=0x1 pfn=0x1 order=0 ffffffff8161f78b free_frozen_pages

            """)
        #expect(trace.events.map(\.kind) == [.task, .brk, .pageFree])
        #expect(trace.events[1].number(.result) == 0x5566_4a10_1000)
        #expect(trace.counters == [:])
    }
}
