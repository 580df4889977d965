import Testing
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// A recorded fault that the kernel served proves that its page allows the access: a thread's stack is mapped without permissions and
/// made writable by an mprotect that recordings lack.
@Suite struct ServedFaultsTests {
    private func replay(_ lines: [String]) throws -> Engine {
        let machine = Machine(profile: .amd64Test, isRecording: true)
        let text = "replay-trace 1\n" + lines.map { "+1us 0 100 \($0)" }.joined(separator: "\n") + "\n"
        var engine = Engine(machine: machine, readers: [try TraceFile.open(try ByteSource(name: "a.trace", bytes: Array(text.utf8)))])
        while try engine.run(steps: 1) { engine.machine.checkInvariants() }
        return engine
    }

    private static let begin = [
        "task pid=100 comm=app",
        "mmap address=0x7f0000000000 length=8392704 prot=--- flags=private|anonymous|fixed",
    ]

    private func fault(_ address: String, _ error: Int) -> String { "page_fault address=\(address) error=\(error)" }

    @Test func aThreadsStackCanBeWritten() throws {
        let engine = try replay(Self.begin + [fault("0x7f00007fe000", 6), fault("0x7f00007fd000", 6), fault("0x7f00007fd000", 6)])
        #expect(engine.machine.log.counters[.recordingPermissionMadeForFault] == 2)
        let processes = engine.machine.kernel.virtual.processes
        let slot = try #require(processes.liveSlot(of: ProcessID(100)))
        #expect(processes[slot].counters.anonymous >= 2)
    }

    @Test func onlyTheServedPageIsWidened() throws {
        let engine = try replay(Self.begin + [fault("0x7f0000400000", 4)])
        func allows(_ access: AccessKind, _ address: UInt64) -> Bool {
            engine.machine.kernel.virtual.allows(access, ProcessID(100), VirtualAddress(address))
        }
        let found = [allows(.read, 0x7f00_0040_0000), allows(.write, 0x7f00_0040_0000), allows(.read, 0x7f00_0040_1000)]
        #expect(found == [true, false, false])
    }
}
