import Testing
import TraceFormat

/// Recordings that came through logs and mails.
@Suite struct PrefixTests {
    @Test func theKernelLogsTimeIsNoPartOfTheName() throws {
        let trace = try ImportedTrace(case: "08-prefix-in-comm.txt")
        #expect(trace.events.map(\.kind) == [.task, .kmalloc, .kfree, .kmalloc])
        #expect(trace.text(.comm, of: trace.events[0]) == "cat")
        #expect(trace.events.map(\.cpu) == [0, 0, 0, 0] && trace.events[1].time == 1_000_000_001_000)
        #expect(trace.counters == [:])
    }

    private static let intact = "        Web Cont-123     [002] ..... %TIME: kfree: call_site=f+0x1/0x2 ptr=0xffff888004a1c000"
    private static let perf = "        Web Cont   123/124   [002] %TIME:       kmem:kfree: call_site=f+0x1/0x2 ptr=0xffff888004a1c000"
    private static let prefixes = [
        "[   12.345679] ", "[12345.345679] ", "[   12.345679][    T1] ", "[   12.345679] [  T123] ", "<4>[   12.345679] ",
        "Nov 30 22:09:25 myhost kernel: [   12.345679] ", "Nov  3 22:09:25 myhost kernel: ", "Nov  3 22:09:25.123456 myhost kernel: ",
        "2026-11-30T22:09:25.123456+00:00 myhost kernel: [   12.345679] ", "2026-11-30T22:09:25+0000 my-host klogd[12]: ",
        "Mon 2026-11-30 22:09:25 UTC myhost kernel: ", "[   12.345679] myhost kernel: ", "[Mon Nov 30 22:09:25 2026] ",
        "kern  :warn  : [   12.345679] ", "> ", ">> ", "> > ", "> > [   12.345679] ", "\u{feff}", "| ", "+", "    ", "host1: ",
    ]

    @Test(arguments: prefixes, [intact, perf]) func prefixesAreTakenOff(_ prefix: String, _ line: String) throws {
        let lines = (1...3).map { prefix + line.replacing("%TIME", with: "80\($0).188913") }
        let text = (prefix == "\u{feff}" ? [lines[0]] + lines[1...].map { String($0.dropFirst()) } : lines).joined(separator: "\n") + "\n"
        let trace = try ImportedTrace(text: text)
        #expect(trace.kinds["task"] == 1 && trace.kinds["kfree"] == 3)
        #expect(trace.text(.comm, of: trace.events[0]) == "Web Cont")
        #expect(trace.all(.kfree).map(\.time) == [801_188_913_000, 802_188_913_000, 803_188_913_000])
        #expect(trace.all(.kfree).allSatisfy { $0.cpu == 2 } && trace.counters == [:])
    }

    @Test(arguments: ["[12.5] a", "a: [0", "> b", "<4>x", "Nov 3 1", "kern :a", "a kernel: b", "0:1 [00]"])
    func namesMayHoldAnything(_ name: String) throws {
        let field = String(repeating: " ", count: 16 - name.count) + name
        let trace = try ImportedTrace(
            .ftrace, "\(field)-123     [002] ..... 1.000001: kfree: call_site=f ptr=0x10\n")
        #expect(trace.text(.comm, of: trace.events[0]) == name)
    }

    @Test func aTrimmedLineKeepsItsNameToo() throws {
        let trace = try ImportedTrace(text: "> [   12.345679] app 1-9 [000] ..... 1.000001: kfree: call_site=f ptr=0x10\n")
        #expect(trace.text(.comm, of: trace.events[0]) == "app 1" && trace.events[1].task == 9)
    }
}
