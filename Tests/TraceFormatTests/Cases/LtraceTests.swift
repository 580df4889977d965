import Testing
import TraceFormat

@Suite struct LtraceTests {
    @Test func callsAreRead() throws {
        let trace = try ImportedTrace(
            text: """
                malloc(552)                                      = 0x55d0c8e012a0
                puts("hello = world")                            = 6
                calloc(3, 50)                                    = 0x55d0c8e014d0
                realloc(0x55d0c8e014d0, 5000, 0x7f12, 5)         = 0x55d0c8e01570
                aligned_alloc(64, 256, 0x7f0c5e1, 5)             = 0x55d0c8e02940
                malloc(18446744073709551615)                     = nil
                posix_memalign(0x7ffc12345678, 64, 256, 1)       = 0
                free(0x55d0c8e012a0)                             = <void>
                +++ exited (status 0) +++

                """)
        #expect(trace.events.map(\.kind) == [.task, .malloc, .calloc, .realloc, .memalign, .malloc, .free])
        #expect(trace.events[1].number(.size) == 552 && trace.events[1].number(.ptr) == 0x55d0_c8e0_12a0)
        #expect(trace.events[2].number(.count) == 3 && trace.events[3].number(.old) == 0x55d0_c8e0_14d0)
        #expect(trace.events[4].number(.align) == 64 && trace.events[4].number(.size) == 256 && trace.events[5].number(.ptr) == 0)
        #expect(trace.counters == ["ltrace.other_call": 1, "ltrace.hidden_block": 1])
    }

    @Test func tasksTimesAndSplitCalls() throws {
        let trace = try ImportedTrace(
            text: """
                [pid 41] 12:34:56.789012 prog->malloc(100 <unfinished ...>
                [pid 42] 12:34:56.789013 libfoo.so->malloc(200)                   = 0x2000 <0.000012>
                [pid 41] 12:34:56.789014 <... malloc resumed> )                 = 0x1000
                42 [0x401146] prog->free(0x2000)                                  = <void>

                """)
        #expect(trace.events.map(\.kind) == [.task, .threadCreate, .malloc, .malloc, .free])
        #expect(trace.events.suffix(3).map(\.task) == [42, 41, 42])
        #expect(trace.events[3].number(.size) == 100 && trace.events[3].number(.ptr) == 0x1000 && trace.counters == [:])
    }

    @Test func mallocInOperatorNewIsOneAllocation() throws {
        let trace = try ImportedTrace(
            text: """
                7 prog->_Znwm(40, 1, 2 <unfinished ...>
                7 libstdc++.so.6->malloc(40)            = 0x1000
                7 <... _Znwm resumed> )                 = 0x1000
                7 prog->operator delete(void*)(0x1000, 40 <unfinished ...>
                7 libstdc++.so.6->free(0x1000)          = <void>
                7 <... operator delete(void*) resumed> ) = <void>
                7 prog->operator new(unsigned long)(24) = 0x1040

                """)
        #expect(trace.events.map(\.kind) == [.task, .malloc, .free, .malloc])
        #expect(trace.events[3].number(.size) == 24 && trace.counters == ["ltrace.nested_call": 2])
    }

    @Test func damagedLinesAreCounted() throws {
        let trace = try ImportedTrace(
            .ltrace, "malloc(1) = 0x10\nmalloc() = 0x20\nmalloc\n<... free resumed> ) = <void>\nfree(0x10 <unfinished ...>\n")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .unmatched, .unmatched])
        #expect(trace.counters == ["ltrace.malformed_line": 2, "ltrace.unfinished_call": 2])
    }
}
