import Testing

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

@Suite("Virtual memory beside a real kernel")
struct RecordedArenaTests {
    /// What a real 6.18 answered to random calls (`traces/real/vm/arena.c`): results, VMAs, resident pages, page tables.
    @Test("Random calls give what the real kernel gave", arguments: try RealTraces.names(in: "vm", ending: ".trace"))
    func randomCallsGiveWhatTheRealKernelGave(name: String) throws {
        let calls = try RecordedCall.load("vm/\(name)")
        var replay = try ArenaReplay(.v618)
        #expect(calls.count > 100)
        for (number, call) in calls.enumerated() {
            let result = try replay.make(call)
            let value = result.error == nil ? String(result.value, radix: 16) : "-1"
            let same =
                [value, "\(result.error?.rawValue ?? 0)"] == call.answer && replay.areas() == call.areas && replay.tables == call.tables
            if !same {
                Issue.record(
                    """
                    call \(number) of \(calls.count): \(call.name) \(call.fields.sorted { $0.key < $1.key })
                    kernel \(call.answer) \(call.tables) kB, model \(value) \(result.error?.rawValue ?? 0) \(replay.tables) kB
                    only kernel \(call.areas.filter { !replay.areas().contains($0) })
                    only model \(replay.areas().filter { !call.areas.contains($0) })
                    """)
                return
            }
        }
        replay.machine.check()
    }
}
