import Foundation
import Replay
import ReplayModel
import ReplayStore
import Runs
import Testing
import TraceFormat

@testable import ReplayAnalysis

/// The state at a step, asked of a run with keyframes, is that of a run that ends there without any.
@Suite struct KeyframeTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-keyframes-\(UUID().uuidString)")

    private func replay(
        _ trace: String, _ file: String, keyframes: UInt64, until: StopPoint? = nil, placement: Placement = .model
    ) throws -> Run {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let reader = try TraceFile.open(ClaimRun.traces.appending(path: trace).path)
        var profile = try #require(MachineProfile.builtIn(named: reader.header.first("profile") ?? "i386-1g"))
        for pair in reader.header.all("set") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            try Setting.named(parts[0]).set(parts[1], in: &profile)
        }
        var job = ReplayJob(profile: profile, placement: placement, until: until)
        job.keyframeInterval = keyframes
        let path = folder.appendingPathComponent(file).path
        _ = try job.run([(trace, reader)], names: NameTable(), into: PageTransitionWriter(path: path))
        return try Run(path: path)
    }

    /// All views of the machine, and those of every living process.
    private func everything(_ run: Run, at step: UInt64) throws -> [String] {
        let moment = try run.moment("\(step)")
        var texts: [String] = []
        for view in ProcView.allCases where view.arguments == .none {
            texts.append("\(view)\n" + (try run.show(view, at: moment)))
        }
        for process in try run.processes.all(at: moment) where process.exited == nil {
            for view in [ProcView.statm, .status, .maps, .smaps, .pagemap, .oomScore, .oomAdj] {
                texts.append("\(view) \(process.pid)\n" + (try run.show(view, pid: process.pid, at: moment)))
            }
        }
        return texts
    }

    private func steps(_ count: UInt64, upTo last: UInt64, seed: UInt64) -> [UInt64] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return 1 + (state >> 33) % last
        }
    }

    @Test(arguments: ["s22-everything.trace", "s10-kmalloc.trace", "s14-lazy.trace"])
    func stateFromAKeyframeIsThatOfARunThatEndsThere(trace: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try replay(trace, "whole.sqlite", keyframes: 7)
        let last = try whole.lastStep()
        for step in steps(6, upTo: last, seed: last) + [last / 7 * 7, last] where step > 0 {
            let part = try replay(trace, "part.sqlite", keyframes: .max, until: .step(step))
            #expect(try everything(whole, at: step) == everything(part, at: step), "step \(step)")
        }
    }

    @Test func listsFromACheckpointAreThoseFromTheBegin() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try replay("f1-fragmentation.trace", "lists.sqlite", keyframes: 64)
        let checkpoints = try run.database.rows("SELECT DISTINCT step FROM page_checkpoint ORDER BY step") { $0.address(0) }
        let first = try #require(checkpoints.first)
        let last = try run.lastStep()
        for step in [first, first + 1, (first + last) / 2, last] {
            let moment = try run.moment("\(step)")
            #expect(try run.pages.checkpoint(at: moment) != nil)
            let fast = try PageAllocatorState.lists(of: run, at: moment)
            let slow = try PageAllocatorState(run, at: moment)
            #expect(fast.memory.snapshot() == slow.memory.snapshot(), "step \(step)")
            #expect(fast.requestsServed == slow.requestsServed)
        }
        #expect(try run.pages.checkpoint(at: Moment(step: first - 1, time: 0)) == nil)
    }

    @Test func checkpointsAreFewBesideTheRows() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try replay("f1-fragmentation.trace", "few.sqlite", keyframes: 1)
        let rows = try #require(try run.database.integer("SELECT count(*) FROM page"))
        let own = try #require(try run.database.integer("SELECT count(*) FROM page_checkpoint"))
        let largest = try #require(try run.database.integer("SELECT max(n) FROM (SELECT count(*) n FROM page_checkpoint GROUP BY step)"))
        #expect(own > 0 && own <= rows / 32 + 2 * largest)
    }

    /// VMAs, page tables and areas of a seeded trace: the run with keyframes says at every step what the one without says.
    @Test func whatIsStoredWholeIsWhatTheRowsSay() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = BusyTrace.text(events: 6000, seed: 7)
        let plain = try BusyTrace.replay(text, to: folder.appendingPathComponent("plain.sqlite").path, keyframes: .max)
        let stored = try BusyTrace.replay(text, to: folder.appendingPathComponent("stored.sqlite").path, keyframes: 50)
        var steps = try BusyTrace.steps(5, of: plain)
        for subject in [KeyframeSubject.vma, .pageTable, .area] {
            let sql = "SELECT step FROM keyframe WHERE subject = \(subject.rawValue) ORDER BY step DESC LIMIT 3"
            let stepsOfSubject = try stored.database.rows(sql) { $0.address(0) }
            #expect(!stepsOfSubject.isEmpty, "\(subject)")
            steps += stepsOfSubject.flatMap { [$0, $0 + 19] }
        }
        #expect(try plain.database.integer("SELECT count(*) FROM keyframe") == 0)
        let views: [ProcView] = [.vmallocinfo, .maps, .statm, .translate]
        for step in steps {
            #expect(try BusyTrace.show(views, of: stored, at: step) == BusyTrace.show(views, of: plain, at: step), "step \(step)")
        }
    }

    /// A subject is stored only where its table has 32 rows for each row that it takes.
    @Test func whatIsStoredWholeIsFewBesideTheRows() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let run = try BusyTrace.replay(
            BusyTrace.text(events: 4000, seed: 3), to: folder.appendingPathComponent("few.sqlite").path, keyframes: 1)
        for table in ["vma", "page_table", "area"] {
            let rows = try #require(try run.database.integer("SELECT count(*) FROM \(table)"))
            let own = try #require(try run.database.integer("SELECT count(*) FROM \(table)_checkpoint"))
            #expect(own > 0 && own <= rows / 32, "\(table): \(own) for \(rows)")
        }
    }

    /// `/proc/PID/maps` and page tables of a program that ran another one before: nothing of the old image is left.
    @Test func execLeavesNothingOfTheImageBefore() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = """
            replay-trace 1
            0 0 0 task pid=100 comm=old uid=0
            1 0 100 malloc size=1000 ptr=a
            2 0 100 exec name=new
            3 0 100 malloc size=3000 ptr=b

            """
        let file = folder.appendingPathComponent("exec.trace")
        try Data(text.utf8).write(to: file)
        let path = folder.appendingPathComponent("exec.sqlite").path
        let job = ReplayJob(profile: MachineProfile.builtIn[0], placement: .model)
        _ = try job.run([("exec.trace", TraceFile.open(file.path))], names: NameTable(), into: PageTransitionWriter(path: path))
        let run = try Run(path: path)
        let moment = try run.moment(nil)
        #expect(try run.heaps.map(100, at: moment).sorted.filter { $0.chunk.state == .inUse }.map(\.chunk.requested).contains(3000))
        #expect(try !run.heaps.map(100, at: moment).sorted.contains { $0.chunk.requested == 1000 })
        #expect(try run.addressSpaces.tables(of: 100, at: moment).contains { $0.level == 2 })
    }

    /// The model has the caches of a recording, too, and knows of no object in them.
    @Test func aRecordedCacheHasOneRowInAKeyframe() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try replay("real/perf-build-head.txt.zst", "recorded.sqlite", keyframes: 50, placement: .recorded)
        let database = run.database
        #expect(try database.integer("SELECT count(*) FROM cache_state") ?? 0 > 1000)
        #expect(try database.rows("SELECT step, cache FROM cache_state GROUP BY step, cache HAVING count(*) > 1").isEmpty)
        #expect(try database.integer("SELECT sum(active_objs) FROM cache_at_end") ?? 0 > 0)
    }
}
