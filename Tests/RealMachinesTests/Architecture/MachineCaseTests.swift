import Pages
import ReplayModel
import Testing

@testable import RealMachines

/// Machines that were once read wrongly, by their files.
@Suite struct MachineCaseTests {
    private func machine(_ name: String, _ change: (inout MachineFiles) -> Void = { _ in }) throws -> MachineImport {
        var files = try CaseFiles.machine(name)
        change(&files)
        let machine = try MachineImport(files)
        #expect(try ProfileFile.parse(machine.text, file: "m.yaml") == machine.profile)
        return machine
    }

    @Test func aBoardWithRAMElsewhereIsAccepted() throws {
        let board = try machine("02-arm-ram-not-at-0.state")
        #expect(board.profile.architecture.physicalOffset == 0x8000_0000)
        #expect(board.profile.zones == [ZoneProfile(.normal, PhysicalRange(0x8000_0000, 0x8800_0000))])
        #expect(board.agreement.differences == [])
    }

    @Test func aProcessorWithoutV7InItsNameIsARM() throws {
        #expect(try machine("23-arm-without-v7-name.machine").profile.architecture.kind == .arm32)
    }

    @Test func arm64HasABaseOfItsOwn() throws {
        let board = try machine("05-arm64.machine")
        #expect(board.base == "arm64-4g")
        #expect(board.profile.zones.map(\.kind) == [.dma, .dma32])
        let oneZone = try machine("05-arm64.machine") {
            $0.texts["zoneinfo"] = zoneInfoText([("Normal", 0, 0x3b400)])
            $0.texts["iomem"] = nil
        }
        #expect(oneZone.base == "arm64-4g" && oneZone.profile.zones.map(\.kind) == [.normal])
    }

    /// khugepaged's limit is 11 page blocks for each zone.
    @Test func minFreeKilobytesIsTheOneThatFitsBest() throws {
        let server = try machine("04-min-free-kbytes.machine")
        #expect(server.profile.pages.minFreeKilobytes == 67584)
        #expect(server.notes.contains { $0.hasPrefix("vm.min_free_kbytes: 67584") && $0.contains("approximate") })
        // Distributions took larger batches over from 4.20.
        #expect(server.profile.pages.perCPULimits == .v420)
        let raised = try machine("04-min-free-kbytes.machine") { files in
            for line in [
                "min      9742", "low      12177", "high     14612", "min      7104", "low      8880", "high     10656", "min      49",
            ] {
                let words = line.split(separator: " ")
                files.texts["zoneinfo"] = files.texts["zoneinfo"]?.replacing(line, with: "\(words[0]) \((UInt64(words[1]) ?? 0) * 3)")
            }
        }
        #expect((202_740...202_752).contains(raised.profile.pages.minFreeKilobytes ?? 0))
        let given = try machine("04-min-free-kbytes.machine") { $0.texts["sysctl_vm"] = "min_free_kbytes = 45056\n" }
        #expect(given.profile.pages.minFreeKilobytes == 45056)
    }

    @Test(arguments: [("5.3.0-40-generic", PerCPULimitRules.v420), ("5.10.5", .v420), ("4.15.0-20-generic", nil)])
    func perCPULimitsFollowTheVersion(release: String, rules: PerCPULimitRules?) throws {
        let own = try machine("04-min-free-kbytes.machine") { files in
            files.texts["version"] = "Linux version \(release) (x86_64)\n"
            if rules == nil { files.texts["zoneinfo"] = files.texts["zoneinfo"]?.replacing("378", with: "186").replacing("63", with: "31") }
        }
        #expect(own.profile.pages.perCPULimits == rules)
        #expect(!own.agreement.differences.contains { $0.contains("per-CPU") || $0.contains("batch") }, "\(own.agreement.differences)")
    }

    @Test func allNodesAreTaken() throws {
        let server = try machine("06-numa.machine")
        let nodes = server.profile.zones.filter { $0.range.start < $0.range.end }.map(\.title)
        #expect(nodes == ["DMA", "DMA32", "Normal", "1/Normal"])
        #expect(server.notes.contains { $0.hasPrefix("cpu_nodes: no node0.cpulist") })
        let told = try machine("06-numa.machine") { files in
            files.texts["cpuinfo"] = (0..<4).map { "processor\t: \($0)\n\n" }.joined()
            files.texts["node0.cpulist"] = "0,2\n"
            files.texts["node1.cpulist"] = "1,3\n"
        }
        #expect(told.profile.cpuNodes == [0, 1, 0, 1])
    }

    @Test(arguments: ["00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n", ""])
    func iomemWithoutAddressesIsAsNone(text: String) throws {
        let without = try machine("10-iomem-not-root.machine") { $0.texts["iomem"] = nil }
        let hidden = try machine("10-iomem-not-root.machine") { $0.texts["iomem"] = text }
        #expect(hidden.profile == without.profile)
        #expect(hidden.notes.contains { $0.hasPrefix("ram: iomem") || $0.hasPrefix("ram: neither iomem") })
    }

    /// 64 KiB pages: meminfo's KiB over zoneinfo's pages.
    @Test func largerPagesAreSaid() throws {
        let large = try machine("05-arm64.machine") { $0.texts["meminfo"] = "MemTotal:       60211200 kB\nVmallocTotal: 135288315904 kB\n" }
        #expect(large.notes.contains { $0.hasPrefix("page size: meminfo has 64 KiB") })
    }

    @Test func zoneinfoTellsTheGenerationWhereNoVersionDoes() throws {
        let old = try machine("04-min-free-kbytes.machine") {
            $0.texts["version"] = nil
            $0.texts["zoneinfo"] = $0.texts["zoneinfo"]?.split(separator: "\n").filter { !$0.contains("managed") }.joined(separator: "\n")
        }
        #expect(old.profile.generation == .v310)
        #expect(old.notes.contains { $0.contains("zoneinfo has no `managed`") })
        let older = try machine("01-zoneinfo-before-3.8.state") {
            $0.texts["iomem"] = "00001000-0009ffff : System RAM\n00100000-3fffffff : System RAM\n"
        }
        #expect(PhysicalMemory.reports(afterBootOf: older.profile).map(\.managed) == [3990, 254_520])
    }
}
