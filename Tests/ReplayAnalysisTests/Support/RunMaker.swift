import Foundation
import ReplayAnalysis
import ReplayStore
import TraceFormat

@testable import ReplayModel

/// Runs made by hand: rows appended to a log, written by the store's own writer, opened for questions.
final class RunMaker {
    let folder: URL
    var summary = RunSummary()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-analysis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        summary.profile = [("name", "i386-1g"), ("kernel", "6.1"), ("vm.overcommit_ratio", "50"), ("swap", "0")]
        summary.zones = [
            zone("DMA", 1, 4095, 3998, 3840, [16, 20, 24], [0, 835, 979]),
            zone("Normal", 4096, 221_182, 221_182, 214_757, [913, 1141, 1369], [0, 0, 1150]),
            zone("HighMem", 225_278, 36_831, 36_831, 36_831, [35, 74, 113], [0, 0, 0]),
        ]
        summary.sources = [SourceSummary(name: "a.trace", digest: "00ff")]
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func zone(
        _ name: String, _ start: UInt64, _ spanned: UInt64, _ present: UInt64, _ managed: UInt64, _ marks: [UInt64],
        _ protection: [UInt64]
    ) -> ZoneSummary {
        ZoneSummary(
            name: name, startFrame: start, spanned: spanned, present: present, managed: managed, min: marks[0], low: marks[1],
            high: marks[2], protection: protection)
    }

    func name(_ text: String) -> NameID { summary.names.intern(text) }

    /// Writes a run. `steps[i]` appends the rows of step i + 1, whose time is i + 1 ms; the event row is written for it.
    func run(_ file: String = "run.sqlite", _ steps: (inout TransitionLog) -> Void...) throws -> Run {
        try run(file, steps: steps)
    }

    func run(_ file: String, steps: [(inout TransitionLog) -> Void]) throws -> Run {
        let path = folder.appendingPathComponent(file).path
        let writer = try PageTransitionWriter(path: path)
        var log = TransitionLog()
        for (index, fill) in steps.enumerated() {
            log.begin(step: Step(UInt64(index + 1)))
            var mark = TraceEvent(.mark, cpu: 0, task: 0, line: UInt32(index + 2))
            mark.set(.text, NameID(0))
            log.append(EventRow(time: UInt64(index + 1) * 1_000_000, eventClass: .trace, event: mark))
            fill(&log)
        }
        try writer.take(&log)
        try writer.finish(summary)
        return try Run(path: path)
    }
}

/// Free blocks of a zone by order.
func zoneFree(_ zone: UInt8, _ blocks: [UInt32], perCPU: UInt32 = 0) -> ZoneFreeRow {
    let all = blocks + Array(repeating: 0, count: 11 - blocks.count)
    let free = all.enumerated().reduce(UInt64(0)) { $0 + UInt64($1.element) << UInt64($1.offset) }
    return ZoneFreeRow(zone: ZoneIndex(zone), blocks: InlineArray { all[$0] }, free: free, perCPU: perCPU)
}

/// Figures of a process; the rest is 0.
func processState(
    _ pid: Int32, vss: UInt64 = 0, rss: UInt64 = 0, tables: UInt64 = 0, adj: Int16 = 0, file: UInt64 = 0, data: UInt64 = 0,
    alive: Bool = true
) -> ProcessStateRow {
    ProcessStateRow(
        process: ProcessID(pid), virtualPages: vss, residentPages: rss, anonymousPages: rss - file, filePages: file,
        pageTablePages: tables, lockedPages: 0, dataPages: data, stackPages: 33, textPages: 139, minorFaults: rss, oomScoreAdj: adj,
        oomAdj: 0, alive: alive)
}

/// A fault of process 100 that maps `frame`.
func fault(
    _ address: UInt64, _ outcome: FaultOutcome, old: UInt32? = nil, frame: UInt32?, protection: UInt8 = 3, pid: Int32 = 100,
    zone: UInt8? = nil
) -> FaultRow {
    FaultRow(
        process: ProcessID(pid), address: VirtualAddress(address), access: .write, cause: .notPresent, outcome: outcome,
        oldFrame: old.map { FrameNumber($0) }, newFrame: frame.map { FrameNumber($0) }, zone: zone.map { ZoneIndex($0) },
        protection: protection)
}

func vma(
    _ operation: VmaOperation = .add, _ start: UInt64, _ end: UInt64, _ kind: VmaKind = .mmap, prot: UInt8 = 3, name: NameID? = nil,
    pid: Int32 = 100
) -> VmaRow {
    VmaRow(
        operation: operation, process: ProcessID(pid), start: VirtualAddress(start), end: VirtualAddress(end), protection: prot,
        flags: 0x22, kind: kind, name: name, offset: 0)
}
