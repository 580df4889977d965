import Foundation
import Testing

@testable import ReplayStore

@Suite struct ProcessPeakTests {
    /// The few processes are looked up for each row of process_state, not every row for each process: a run with thousands of
    /// processes would take minutes otherwise.
    @Test func peaksAreFoundInOneReadingOfTheTable() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("replay-peak-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try PageTransitionWriter(path: path).finish(RunSummary())
        let plan = try RunFile.open(path).rows("EXPLAIN QUERY PLAN SELECT * FROM process_peak") { $0.text(3) }
        #expect(plan.contains { $0.hasPrefix("SEARCH m USING AUTOMATIC") }, "\(plan)")
    }
}
