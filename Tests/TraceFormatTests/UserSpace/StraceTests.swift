import Testing

@testable import TraceFormat

@Suite struct StraceTests {
    @Test func callsAreRead() throws {
        let trace = try ImportedTrace(
            text: """
                execve("./a, b", ["./a, b", "x(1)"], 0x7ffe26ec0eb0 /* 35 vars */) = 0
                brk(NULL)                               = 0x55000000
                mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f8ec3ef2000
                mmap(0x7f8ec3d2c000, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_FIXED|MAP_DENYWRITE, 3</lib/libc.so.6>, 0x26000) = 0x7f8ec3d2c000
                mprotect(0x7f8ec3ef2000, 4096, PROT_NONE) = 0
                mremap(0x7f8ec3ef2000, 8192, 1048576, MREMAP_MAYMOVE) = 0x7f8ec3bff000
                madvise(0x7f8ec3bff000, 4096, MADV_DONTNEED) = 0
                mmap(NULL, 1152921504606846976, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)
                brk(0x55021000)                         = 0x55021000
                brk(0x1000)                             = 0x55021000
                shmat(3, NULL, 0)                       = 0x7f8ec3b00000
                munmap(0x7f8ec3bff000, 1048576)         = 0 <0.000012>
                +++ exited with 0 +++

                """)
        #expect(
            trace.events.map(\.kind) == [
                .task, .exec, .recordedBreak, .mmap, .mmap, .mprotect, .mremap, .madvise, .unmatched, .brk, .unmatched, .unmatched, .munmap,
                .exit,
            ])
        #expect(trace.text(.name, of: trace.events[1]) == "./a, b")
        let (anonymous, file) = (trace.events[3], trace.events[4])
        #expect(anonymous.number(.address) == 0x7f8e_c3ef_2000 && anonymous.number(.flags) == 0x32 && anonymous.number(.prot) == 3)
        #expect(trace.text(.name, of: file) == "/lib/libc.so.6" && file.number(.offset) == 0x26000 && file.number(.flags) == 0x812)
        #expect(trace.events[6].number(.address) == 0x7f8e_c3bf_f000 && trace.events[6].number(.flags) == 3)
        #expect(trace.text(.advice, of: trace.events[7]) == "MADV_DONTNEED" && trace.events[9].number(.result) == 0x5502_1000)
        #expect(trace.counters == ["strace.failed_call": 2, "strace.other_call": 1, "strace.other_line": 1])
    }

    /// -f -tt, with a thread by its clone, a child by fork, split calls and midnight.
    @Test func tasksTimesAndSplitCalls() throws {
        let trace = try ImportedTrace(
            text: """
                41 23:59:59.999990 brk(NULL) = 0x1000000
                41 23:59:59.999991 clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_SETTLS, stack_size=0x7fff80} => {parent_tid=[42]}, 88) = 42
                41 23:59:59.999992 mmap(NULL, 8192, PROT_READ <unfinished ...>
                42 23:59:59.999993 munmap(0x7f0000000000, 4096) = 0
                41 00:00:00.000001 <... mmap resumed>, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000
                41 00:00:00.000002 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>
                43 00:00:00.000003 munmap(0x7f0000000000, 4096) = 0
                41 00:00:00.000004 <... clone resumed>, child_tidptr=0x7f0000003a10) = 43
                43 00:00:00.000005 +++ exited with 0 +++
                41 00:00:00.000006 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=43} ---
                41 00:00:00.000007 madvise(0x7f0000001000, 4096, MADV_FREE <unfinished ...>

                """)
        #expect(trace.events.map(\.kind) == [.task, .recordedBreak, .threadCreate, .munmap, .mmap, .fork, .munmap, .exit])
        #expect(trace.events.map(\.task) == [41, 41, 41, 42, 41, 41, 43, 43])
        #expect(trace.events.suffix(5).map(\.time) == [3000, 11_000, 13_000, 13_000, 15_000])
        #expect(trace.counters == ["strace.other_line": 2, "strace.unfinished_call": 1])
    }

    @Test(arguments: [
        ("1796098141.000001 ", "1796098141.000003 ", 2000), ("     0.000100 ", "     0.000002 ", 2000),
        ("12:00:00 ", "12:00:02 ", 2_000_000_000),
        ("[pid 12] ", "[pid 12] ", 0), ("12 [00007f0102030405] ", "12 [00007f0102030405] ", 0),
    ])
    func everyColumnIsRead(_ first: String, _ second: String, _ difference: UInt64) throws {
        let trace = try ImportedTrace(text: "\(first)munmap(0x1000, 4096) = 0 <0.000010>\n\(second)mlock(0x1000, 4096) = 0\n")
        #expect(trace.events.map(\.kind) == [.task, .munmap, .mlock] && trace.events[2].time - trace.events[1].time == difference)
    }

    /// A log of memory calls only: a stack that was mapped makes the new task a thread, and nothing makes it a process.
    @Test func aTaskIsAThreadWhereAStackWasMapped() throws {
        let trace = try ImportedTrace(
            text: """
                brk(NULL) = 0x1000000
                mmap(NULL, 8392704, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK, -1, 0) = 0x7f8ec33fe000
                strace: Process 42 attached
                [pid    42] munmap(0x7f0000000000, 4096) = 0
                [pid    43] munmap(0x7f0000000000, 4096) = 0

                """)
        #expect(trace.events.map(\.kind) == [.task, .recordedBreak, .mmap, .threadCreate, .munmap, .fork, .munmap])
        #expect(trace.counters == ["strace.unknown_child": 2, "strace.other_line": 1])
    }

    /// -ff: the file's name tells the task; times stay, so that the files of a program go together.
    @Test func aFileOfOneThreadIsReadByItsName() throws {
        let text = "1796098141.000001 munmap(0x1000, 4096) = 0\n1796098141.000002 +++ exited with 0 +++\n"
        let thread = try ImportedTrace(TraceFile.open(ByteSource(name: "log.42", bytes: Array(text.utf8))), limit: 7)
        #expect(thread.events.map(\.kind) == [.munmap] && thread.events[0].task == 42 && thread.events[0].time == 1_796_098_141_000_001_000)
        let first = try ImportedTrace(
            TraceFile.open(ByteSource(name: "log.41", bytes: Array(("1796098141.000000 brk(NULL) = 0x1000000\n" + text).utf8))), limit: 7)
        #expect(first.events.map(\.kind) == [.task, .recordedBreak, .munmap, .exit] && first.events[1].task == 41)
    }

    @Test func aRealLogIsRead() throws {
        let trace = try ImportedTrace(file: "calls/strace-maps.txt.zst")
        #expect(trace.all(.unmatched).count == 3 && trace.counters["strace.malformed_line"] == nil)
        #expect(trace.kinds["mmap"] == 15 && trace.kinds["thread_create"] == 1 && trace.kinds["fork"] == 1)
    }
}
