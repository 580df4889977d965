import Testing
import TraceFormat

@Suite struct MtraceTests {
    @Test func glibcsLogIsRead() throws {
        let trace = try ImportedTrace(case: "16-mtrace.txt")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .malloc, .realloc, .free])
        #expect(trace.events[1].number(.size) == 16 && trace.text(.caller, of: trace.events[1]) == "./prog:[0x401146]")
        #expect(trace.text(.caller, of: trace.events[2]) == "/lib/x86_64-linux-gnu/libc.so.6:(_IO_file_doallocate+0x55)[0x7f7fca6761e5]")
        #expect(trace.events[3].number(.old) == 0x4052a0 && trace.events[3].number(.ptr) == 0x4056d0 && trace.events[3].number(.size) == 64)
        #expect(trace.events[3].line == 5 && trace.events[4].number(.ptr) == 0x4056d0)
        #expect(trace.header.first("placement") == "model" && trace.counters == [:])
    }

    @Test func failuresSizesAndCallers() throws {
        let trace = try ImportedTrace(
            text: """
                = Start
                @ /home/me/my prog + 2:[0x401146] + (nil) 0xffffffffffffff
                + 0x4052a0 0
                @ ./prog:[0x401150] ! 0x4052a0 0xfffffff
                - 0x4052a0
                = End

                """)
        #expect(trace.events.map(\.kind) == [.task, .malloc, .malloc, .realloc, .free])
        #expect(trace.events[1].number(.ptr) == 0 && trace.text(.caller, of: trace.events[1]) == "/home/me/my prog + 2:[0x401146]")
        #expect(trace.events[2].number(.size) == 0 && !trace.events[2].has(.caller))
        #expect(trace.events[3].number(.ptr) == 0 && trace.events[3].number(.old) == 0x4052a0 && trace.counters == [:])
    }

    @Test func halvesOfAReallocAreCounted() throws {
        let trace = try ImportedTrace(.mtrace, "> 0x10 0x8\n< 0x10\n+ 0x20 0x8\nnonsense\n< 0x20\n- 0x20")
        #expect(trace.events.map(\.kind) == [.task, .malloc, .free, .malloc, .unmatched, .unmatched, .free])
        #expect(trace.counters == ["mtrace.half_realloc": 3, "mtrace.malformed_line": 1, "mtrace.cut_last_line": 1])
    }
}
