import Foundation
import ReplayModel
import ReplayStore
import TraceFormat

/// A folder of its own for one test, removed at the end.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    var fileNames: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? [] }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

    /// Writes a run whose rows `fill` appends, and opens it.
    func run(
        _ name: String = "run.sqlite", summary: RunSummary = .sample, fill: (inout TransitionLog) -> Void = { _ in }
    ) throws -> Database {
        let writer = try PageTransitionWriter(path: path(name))
        var log = TransitionLog()
        fill(&log)
        try writer.take(&log)
        try writer.finish(summary)
        return try RunFile.open(path(name))
    }
}

extension RunSummary {
    /// A summary with an entry of everything.
    static var sample: RunSummary {
        var summary = RunSummary()
        summary.identity = [("tool_version", "0.2.0"), ("placement", "model")]
        summary.profile = [("cpus", 1), ("name", "i386-1g")]
        _ = summary.names.intern("kmalloc-64")
        summary.sources = [SourceSummary(name: "a.trace", digest: "00ff")]
        summary.zones = [
            ZoneSummary(
                name: "DMA", startFrame: 1, spanned: 4095, present: 3998, managed: 3840, min: 16, low: 20, high: 24,
                protection: [0, 835, 979]),
            ZoneSummary(
                name: "Normal", startFrame: 4096, spanned: 225_280, present: 225_280, managed: 214_757, min: 913, low: 1141,
                high: 1369, protection: [0, 0, 1150]),
        ]
        summary.counters = [OddityCount(.slabBadFree, 2)]
        summary.metrics = [MetricSummary(name: "rss", unit: "pages", end: 3, peak: 9, peakStep: 1)]
        return summary
    }
}
