import Testing
import TraceFormat

/// Lines of recorders that look otherwise: without a task, with trace options, of the function tracers.
@Suite struct LineFormTests {
    @Test func linesWithoutATaskAreRead() throws {
        let trace = try ImportedTrace(case: "19-no-task.txt")
        #expect(trace.events.map(\.kind) == [.kmalloc, .kfree])
        #expect(trace.events.allSatisfy { $0.task == TraceEvent.noTask && $0.cpu == 2 })
        #expect(trace.events.map(\.time) == [808_188_913_000, 808_188_997_000] && trace.counters == [:])
    }

    @Test(arguments: [
        "   808.188913: kmem:kfree: call_site=f ptr=0x10", "808.188913000: kmem:kfree: call_site=f ptr=0x10",
        "[002]   808.188913:       kmem:kfree: call_site=f ptr=0x10",
        "             app [002]   808.188913: kmem:kfree: call_site=f ptr=0x10",
        "[002]   808.188913: kfree: call_site=f ptr=0x10", "808.188913: kfree: call_site=f ptr=0x10",
    ])
    func otherLinesWithoutATask(_ line: String) throws {
        let trace = try ImportedTrace(text: line + "\n" + line + "\n")
        #expect(trace.events.map(\.kind) == [.kfree, .kfree] && trace.events[1].task == TraceEvent.noTask)
        #expect(trace.events[0].time == 808_188_913_000 && trace.events[0].cpu == (line.contains("[002]") ? 2 : TraceEvent.noCPU))
    }

    @Test func theOptionFieldsIsRead() throws {
        let trace = try ImportedTrace(case: "12-option-fields.txt")
        #expect(trace.events.map(\.kind) == [.task, .kmemCacheAlloc, .kmemCacheAlloc, .kmemCacheFree])
        #expect(trace.events[1].number(.size) == 4096 && trace.events[1].number(.accounted) == 0)
        #expect(trace.events[1].number(.gfp) == UInt64(GfpFlags.kernel.rawValue))
        #expect(trace.events[1].number(.ptr) == trace.events[3].number(.ptr) && trace.counters == [:])
    }

    @Test func theOptionFieldsOfOtherEvents() throws {
        let trace = try ImportedTrace(
            .ftrace,
            """
                         app-912     [001] .....  1.000001: rss_stat: mm_id=0x24 (36) curr=(1) member=0x1 (1) size=0x13d000 (1298432)
                         app-912     [001] .....  1.000002: rss_stat: mm_id=0x24 (36) curr=0x0 (0) member=0x1 (1) size=0xfffffffffffff000 (-4096)
                         app-912     [001] .....  1.000003: mm_page_alloc: pfn=0x22af0b (2273035) order=0x0 (0) gfp_flags=0xcc0 (3264) migratetype=0x0 (0)
                         app-912     [001] .....  1.000004: kmalloc: call_site=f ptr=0x10 (16) bytes_req=0x8 (8) bytes_alloc=0x8 (8) gfp_flags=0xcc0 (3264) node=0xffffffff (-1) accounted=(1)

            """)
        let samples = trace.all(.rssStat)
        #expect(samples.map { $0.number(.value) } == [1, 0] && samples.map { $0.signed(.size) } == [1_298_432, -4096])
        #expect(trace.all(.pageAlloc)[0].number(.frame) == 0x22af0b && trace.all(.kmalloc)[0].number(.accounted) == 1)
        #expect(trace.counters == [:])
    }

    @Test func eventsOfFunctionGraphAreRead() throws {
        let trace = try ImportedTrace(case: "11-function-graph.txt")
        #expect(trace.events.map(\.kind) == [.pageAlloc, .kfree])
        #expect(trace.events.allSatisfy { $0.cpu == 2 } && trace.events[0].time < trace.events[1].time)
        #expect(trace.events[0].number(.frame) == 170482 && trace.events[1].number(.ptr) == 0xffff_8880_04a1_c000)
        #expect(trace.counters == ["ftrace.function_line": 2])
    }

    @Test func functionGraphWithTimesAndTasks() throws {
        let trace = try ImportedTrace(
            text: """
                # tracer: function_graph
                #
                 1234.000100 |   1)    sh-48     |               |  /* kfree: call_site=f+0x1/0x2 ptr=0xffff888004a1c000 */
                 1234.000200 |   1)    sh-48     | + 11.688 us   |    }
                 ------------------------------------------
                 0)   bash-2794    =>   cc1-77
                 ------------------------------------------

                 0)               |      /* kfree: call_site=f+0x1/0x2 ptr=0xffff888004a1c008 */
                 0)   0.103 us    |      mutex_unlock();
                 0)   0.103 us    |      } /* sys_brk */

                """)
        #expect(trace.all(.kfree).map(\.task) == [48, 77] && trace.all(.kfree).map(\.cpu) == [1, 0])
        #expect(trace.all(.kfree).map(\.time) == [1_234_000_100_000, 1_234_000_101_000])
        #expect(trace.all(.task).map { trace.text(.comm, of: $0) } == ["sh", "cc1"])
        #expect(trace.counters == ["ftrace.function_line": 6])
    }

    @Test func theFunctionTracersLinesAreNoEvents() throws {
        let trace = try ImportedTrace(
            .ftrace,
            """
                         app-912     [001] .....  1.000001: kmem_cache_alloc <-getname_flags
                         app-912     [001] .....  1.000002: kfree: call_site=f ptr=0x10

            """)
        #expect(trace.events.map(\.kind) == [.task, .kfree] && trace.counters == ["ftrace.function_line": 1])
    }

    @Test(arguments: ["     app 1-4242    0d..2   ", "     app 1-4242    0....   ", "     app 1-4242    0dN.h3.. "])
    func latencyColumnsWithSeconds(_ columns: String) throws {
        let trace = try ImportedTrace(.ftrace, columns + "6.742409:  kfree: call_site=f ptr=0x10\n")
        #expect(trace.events.map(\.kind) == [.task, .kfree] && trace.text(.comm, of: trace.events[0]) == "app 1")
        #expect(trace.events[1].task == 4242 && trace.events[1].cpu == 0 && trace.events[1].time == 6_742_409_000)
    }

    @Test(arguments: [
        ("# entries-in-buffer/entries-written: 2/2   #P:8\n", "cpus", "8"), ("# nrcpus online : 16\n# nrcpus avail : 32\n", "cpus", "16"),
        ("cpus=4\n", "cpus", "4"), ("", "cpus_seen", "4"),
        ("# latency: 0 us, #4/4, CPU#0 | (M:PREEMPT VP:0, KP:0, SP:0 HP:0 #P:6)\n", "cpus", "6"),
        ("# entries-in-buffer/entries-written: 2/2   #P:1\n", "cpus", "4"),
    ])
    func theHeaderTellsTheProcessors(_ header: String, _ key: String, _ number: String) throws {
        let line = "          app-7     [003] .....  1.000001: kfree: call_site=f ptr=0x10\n"
        #expect(try ImportedTrace(.ftrace, header + line).header.first(key) == number)
        let perf = "             app     7 [003]     1.000001: kmem:kfree: call_site=f ptr=0x10\n"
        if !header.hasPrefix("cpus") { #expect(try ImportedTrace(.perfScript, header + perf).header.first(key) == number) }
    }
}
