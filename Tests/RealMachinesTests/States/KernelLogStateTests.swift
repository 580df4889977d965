import Foundation
import Testing
import TraceFormat

@testable import Pages
@testable import ProcFiles
@testable import RealMachines
@testable import Replay
@testable import ReplayModel

/// Kernel logs as starting states and as machines.
@Suite struct KernelLogStateTests {
    private static func text(_ name: String) throws -> String {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appending(path: "traces/" + name), encoding: .utf8)
    }

    private func plan(_ name: String) throws -> StatePlan {
        let state = try StateReader.read(StateBytes(path: name, bytes: Array(try Self.text(name).utf8)))
        return try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
    }

    /// Each zone's figures, free blocks and reserves are the log's.
    @Test(arguments: [
        "cases/22-oom-report.txt", "real/oom/report-6.1-i686-1g.txt", "cases/oom-6.11-x86_64.txt", "cases/oom-2.6.30-x86_64.txt",
    ])
    func aStateIsTheReports(_ name: String) throws {
        let report = try KernelLog(WordLines(try Self.text(name), file: name)).report(nil, file: name)
        let plan = try plan(name)
        try plan.profile.validate()
        var memory = PhysicalMemory(profile: plan.profile)
        try memory.adopt(try #require(plan.start.pages))
        memory.checkInvariants()
        for zone in report.zones {
            let index = try #require(memory.zoneIndices.first { memory.report($0).kind.title == zone.name })
            let own = memory.report(index)
            #expect(own.present == zone.present && own.managed == zone.managed, "\(name) \(zone.name)")
            #expect([own.min, own.low, own.high] == [zone["min"], zone["low"], zone["high"]])
            #expect(own.protection == report.protection(zone))
            let blocks = zone.blocks?.map(\.count) ?? []
            #expect(own.freeBlocks.map { UInt64($0) } == blocks)
        }
        #expect(plan.profile.vm.swapSize == (report.swapTotal ?? 0) << 10)
        #expect(plan.counters.contains { $0.name == Oddity.stateLogPlacesAssumed.name })
    }

    /// Types follow the letters: one block of each, the others Movable's.
    @Test func lettersGiveEachTypeABlock() throws {
        let zone = KernelLog(WordLines("Mem-Info:\nNormal free:60kB min:4kB\nNormal: 9*4kB (UEM) 3*8kB (U) = 60kB\n", file: "a")).reports[0]
            .zones[0]
        #expect(zone.blocksByType.map { $0[0] } == [1, 7, 1, 0, 0, 0] && zone.blocksByType.map { $0[1] } == [3, 0, 0, 0, 0, 0])
    }

    @Test(arguments: [
        ("cases/oom-6.1-memcg.txt", "does not tell of zones"), ("cases/oom-2.6.32-el6-numa.txt", "2 memory nodes"),
    ])
    func whatIsNoStateIsRefused(_ name: String, _ problem: String) throws {
        let error = #expect(throws: TraceError.self) { try plan(name) }
        #expect(error?.problem.contains(problem) == true && error?.line != nil)
    }

    @Test func moreFreeThanManagedIsRefused() throws {
        let text = try Self.text("cases/22-oom-report.txt").replacing("managed:5110124kB", with: "managed:3kB").replacing(
            "present:5242880kB", with: "present:2kB")
        let error = #expect(throws: TraceError.self) { try StateReader.read(StateBytes(path: "dmesg", bytes: Array(text.utf8))) }
        #expect(error?.line == 6 && error?.problem.contains("more free pages than it manages") == true)
    }

    @Test(arguments: ["cases/22-oom-report.txt", "real/oom/report-6.1-i686-1g.txt"])
    func aMachineIsTheReports(_ name: String) throws {
        var files = MachineFiles(texts: ["dmesg": try Self.text(name)], folder: "crashed")
        let notes = try files.completeFromLog(file: name)
        let machine = try MachineImport(files)
        let report = try KernelLog(WordLines(try Self.text(name), file: name)).report(nil, file: name)
        let own = PhysicalMemory.reports(afterBootOf: machine.profile)
        for zone in report.zones {
            let made = try #require(own.first { $0.kind.title == zone.name })
            #expect(made.present == zone.present && made.managed == zone.managed)
        }
        #expect(notes[0].contains("where they lie it does not tell"))
        #expect(machine.profile.vm.swapSize == (report.swapTotal ?? 0) << 10)
    }
}
