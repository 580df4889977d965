import Foundation
import Testing

@testable import replay_tool

/// `record --kernel`, as far as it goes without the right to trace.
@Suite struct KernelRecordTests {
    private let tool: Tool

    init() throws { tool = try Tool() }

    @Test func eventsThatAKernelHasNotAreNamed() {
        let (there, missing) = KernelEvents.choose(from: ["kmem:kmalloc", "kmem:kfree", "sched:sched_switch"])
        #expect(there == ["kmem:kmalloc", "kmem:kfree"])
        #expect(missing.count == KernelEvents.wanted.count - 2)
        #expect(missing.contains("kmem:mm_page_alloc"))
    }

    @Test func aFolderOfARecordingBringsItsTraceAndState() throws {
        let folder = tool.folder.url.appending(path: "bundle").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(KernelBundle.expand([folder], state: []).traces == [folder])
        try tool.write("bundle/recording.txt.zst", "")
        let own = KernelBundle.expand([folder + "/", "other.trace"], state: [])
        #expect(own.traces == [folder + "/recording.txt.zst", "other.trace"])
        #expect(own.state == [folder + "/before."])
        #expect(KernelBundle.expand([folder], state: ["T0.json"]).state == ["T0.json"])
        #expect(KernelBundle.expand([folder, folder], state: []).state.isEmpty)
    }

    @Test(arguments: [
        (["--kernel", "--malloc", "-o", "a", "--", "true"], "one of --malloc and --kernel"),
        (["--kernel", "-o", "a"], "expected -- COMMAND"),
        (["--kernel", "--buffer", "0", "-o", "a", "--", "true"], "1 to 4096 MiB"),
        (["--kernel", "--exact-order", "-o", "a", "--", "true"], "are for --malloc"),
    ])
    func wrongArgumentsAreRefused(_ arguments: [String], _ expected: String) throws {
        let outcome = try tool.run(["record"] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(expected), "\(outcome.errors)")
        #expect(try !tool.files.contains("a"))
    }

    /// With the right to trace: the folder is replayed by its name. Without it: what is missing is said, and nothing is left.
    @Test func aRecordingIsReplayedOrWhatIsMissingIsSaid() throws {
        let outcome = try tool.run(["record", "--kernel", "-o", "bundle", "--", "sh", "-c", "exit 3"])
        guard Tracefs.obstacle == nil else {
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("root"), "\(outcome.errors)")
            #expect(try !tool.files.contains("bundle"))
            return
        }
        #expect(outcome.status == 3, "\(outcome.errors)")
        let run = try tool.run(["run", "bundle/", "-o", "a.sqlite", "--until", "20"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("with the memory of"), "\(run.errors)")
    }
}
