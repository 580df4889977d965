import Foundation
import ReplayModel
import Testing
import TraceFormat

@testable import RealMachines

/// Files that are cut or hold wrong numbers: an error or a machine, never a trap.
@Suite struct DamagedFileTests {
    /// A generator without the machine's chance (splitmix64).
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return value ^ value >> 31
        }
    }

    private static let values = [
        "0", "1", "2", "11", "4095", "65536", "524288", "4294967295", "4294967296", "18446744073709551615", "-1", "x", "",
    ]

    private func damage(_ text: String, _ chance: inout Chance) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0...Int.random(in: 0...2, using: &chance) {
            guard let line = lines.indices.randomElement(using: &chance) else { return "" }
            switch Int.random(in: 0...5, using: &chance) {
            case 0: lines.remove(at: line)
            case 1: lines.insert(lines[line], at: line)
            case 2: lines.removeLast(lines.count - line)
            default:
                var words = lines[line].split(separator: " ").map(String.init)
                guard let word = words.indices.randomElement(using: &chance) else { continue }
                words[word] = Self.values.randomElement(using: &chance) ?? ""
                lines[line] = "  " + words.joined(separator: " ")
                if lines[line].hasPrefix("  Node") { lines[line].removeFirst(2) }
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Whether files were taken; every other outcome is an error that says where.
    private func isTaken(_ texts: [String: String]) -> Bool {
        do {
            var state = SystemState()
            for (name, text) in texts.sorted(by: { $0.key < $1.key }) where name != "cpuinfo" {
                state.merge(try RealStates.read(text: text, name: name))
            }
            guard let base = state.nearestProfile else { return false }
            let plan = try StatePlan(state, base: base, placement: .model)
            _ = try memory(plan)
            return true
        } catch {
            #expect(!"\(error)".isEmpty)
            return false
        }
    }

    @Test(arguments: [("01-zoneinfo-before-3.8.state", 8), ("02-arm-ram-not-at-0.state", 60), ("05-arm64.machine", 5)])
    func damagedStatesEndInAnError(name: String, rounds: Int) throws {
        let whole = try CaseFiles.machine(name).texts
        var chance = Chance(state: 11)
        var taken = 0
        for _ in 0..<rounds {
            var texts = whole
            for file in ["zoneinfo", "buddyinfo"] where Bool.random(using: &chance) { texts[file] = damage(whole[file] ?? "", &chance) }
            if isTaken(texts) { taken += 1 }
            if texts["zoneinfo"] != nil { _ = try? MachineImport(MachineFiles(texts: texts, folder: name)) }
        }
        #expect(taken > 0 && taken < rounds)
    }

    @Test func damagedPageTypesEndInAnError() throws {
        let zoneInfo = try String(contentsOfFile: RealStates.path("states/pae-1g/zoneinfo"), encoding: .utf8)
        let types = try String(contentsOfFile: RealStates.path("states/pae-1g/pagetypeinfo"), encoding: .utf8)
        var chance = Chance(state: 5)
        for _ in 0..<60 { _ = isTaken(["zoneinfo": zoneInfo, "pagetypeinfo": damage(types, &chance)]) }
    }

    @Test func zoneinfoBefore38ManagesWhatIsPresent() throws {
        let state = try CaseFiles.state("01-zoneinfo-before-3.8.state")
        #expect(state.zones.map { $0.figures?.managed } == [3990, 254_520])
        #expect(state.unknown.contains { $0.name == "state.zoneinfo_without_managed" && $0.count == 2 })
        let plan = try StatePlan(state, base: try #require(state.nearestProfile), placement: .model)
        let memory = try memory(plan)
        #expect(memory.perCPUPages == 40 && plan.profile.generation == .v2632)
    }

    /// Android with processors switched off: zoneinfo has those that are online.
    @Test func processorsThatAreOfflineHaveEmptyLists() throws {
        var text = zoneInfoText([("Normal", 0x80000, 32768)], managed: false)
        text = text.replacing(
            "  start_pfn", with: "    cpu: 3\n              count: 7\n              high:  42\n              batch: 7\n  start_pfn")
        let state = try RealStates.read(text: text)
        #expect(state.zones[0].perCPU?.map(\.count) == [0, 0, 0, 7])
        #expect(state.unknown.contains { $0.name.hasPrefix("state.processor_offline") })
    }

    @Test func largerBlocksThanTheModelsAreSeveral() throws {
        let state = try RealStates.read(text: "Node 0, zone Normal 0 0 0 0 0 0 0 0 0 0 1 0 2 1\n")
        #expect(state.zones[0].blocks?.last == 17)
    }

    @Test func managedAbovePresentIsCut() throws {
        let text = zoneInfoText([("Normal", 0, 1000)]).replacing("managed  1000", with: "managed  1010")
        let state = try RealStates.read(text: text)
        #expect(state.zones[0].figures?.managed == 1000)
        #expect(state.unknown.contains { $0.name.hasPrefix("state.managed_above_present") })
    }
}
