import Foundation
import Testing

/// Every command, with standard streams that are full, closed, or read by nobody.
@Suite struct OutputErrorTests {
    private let tool: Tool
    private static let commands = [
        "query a.sqlite @summary", "query --list", "query a.sqlite @summary --sql", "show a.sqlite buddyinfo", "explain a.sqlite 2",
        "explain-log dmesg", "settings", "compare a.sqlite a.sqlite", "trace info a.trace", "trace cat a.trace", "trace schema", "schema",
        "trace convert a.trace -o - --to text", "verify a.sqlite", "index a.sqlite", "--help", "run --help", "help run", "--version",
        "--generate-completion-script bash",
    ]
    private static let log = """
        [1.0] app: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=(null)
        [1.0] Mem-Info:
        [1.0] Node 0 DMA free:2048kB min:100kB low:125kB high:150kB present:15996kB managed:15908kB
        [1.0] lowmem_reserve[]: 0 0 0 0
        [1.0] Node 0 DMA: 512*4kB (U) 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 2048kB

        """

    init() throws {
        tool = try Tool()
        try tool.write("a.trace", "replay-trace 1\n0 0 0 task pid=100 comm=app\n1 0 100 malloc size=100KiB ptr=a\n")
        try tool.write("dmesg", Self.log)
        #expect(try tool.run(["run", "a.trace", "-o", "a.sqlite", "-q"]).status == 0)
    }

    /// What a shell makes of `replay-tool WORDS`, with what comes after it; its status and what it told on standard error.
    private func shell(_ words: String, _ after: String) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "\(Tool.executable.path) \(words) \(after)"]
        process.currentDirectoryURL = tool.folder.url
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(arguments: commands) func aFullDeviceIsToldAndEndsWith2(_ words: String) throws {
        let outcome = try shell(words, ">/dev/full")
        #expect(outcome.status == 2, "\(words)")
        #expect(outcome.errors.contains("<stdout>: cannot write: No space left on device"), "\(words): \(outcome.errors)")
    }

    @Test(arguments: commands) func aPipeThatNobodyReadsEndsItSilently(_ words: String) throws {
        let outcome = try shell(words, "| true; exit ${PIPESTATUS[0]}")
        // A short answer may have been written before the reader was gone.
        #expect([0, 141].contains(outcome.status), "\(words)")
        #expect(outcome.errors.isEmpty, "\(words): \(outcome.errors)")
    }

    @Test(arguments: ["2>/dev/full", "2>&-", "2> >(true)"]) func standardErrorIsNoConditionOfARun(_ redirection: String) throws {
        #expect(try shell("run a.trace -o b.sqlite", redirection).status == 0)
        #expect(try tool.data("b.sqlite") == tool.data("a.sqlite"))
        #expect(try shell("run missing.trace -o c.sqlite", redirection).status == 2)
        #expect(try shell("show a.sqlite buddyinfo", redirection).status == 0)
    }

    @Test func closedStandardOutputIsToldAndEndsWith2() throws {
        #expect(try shell("show a.sqlite buddyinfo", ">&-").status == 2)
        #expect(try shell("run a.trace -o b.sqlite -q", ">&- 2>&- <&-").status == 0)
        #expect(try tool.data("b.sqlite") == tool.data("a.sqlite"))
    }
}
