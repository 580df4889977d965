import Foundation
import Pages
import RealMachines
import ReplayModel
import Testing

/// The folder `traces/real/oom`: what real machines recorded.
private let recordings: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "traces/real/oom")
}()

@Suite struct MachineImportTests {
    private func files(_ folder: String) throws -> MachineFiles {
        let url = recordings.appending(path: folder)
        let found = MachineFiles.match(try FileManager.default.contentsOfDirectory(atPath: url.path))
        var texts: [String: String] = [:]
        for (name, file) in found.files { texts[name] = try String(contentsOf: url.appending(path: file), encoding: .utf8) }
        if let log = found.logs.first { texts["dmesg"] = try String(contentsOf: url.appending(path: log), encoding: .utf8) }
        return MachineFiles(texts: texts, folder: url.lastPathComponent)
    }

    /// Watermarks, reserves, per-CPU high and batch, present and managed of every zone, all from the RAM map and sysctls.
    @Test(arguments: [("pae-1g/before", 33), ("kmem-amd64", 22), ("victims-pae-1g", 33)])
    func everyLimitOfZoneinfoFollows(folder: String, figures: Int) throws {
        let machine = try MachineImport(try files(folder))
        #expect(machine.agreement.compared == figures)
        #expect(machine.agreement.differences == [])
    }

    @Test func thePAEMachineIsAsItsFilesSay() throws {
        let profile = try MachineImport(try files("pae-1g/before"), name: "pae-1g").profile
        #expect(profile.name == "pae-1g")
        #expect(profile.generation == .v61)
        #expect(profile.cpus == 1)
        #expect(profile.architecture.kind == .i386PAE)
        #expect(profile.architecture.levelBits == [2, 9, 9] && profile.architecture.entrySize == 8)
        #expect(profile.ram == [PhysicalRange(0x1000, 0x9f000), PhysicalRange(0x10_0000, 0x3ffd_d000)])
        // 928 KiB of init sections and 2612 KiB of RAM disk; the 32 KiB of SMP alternatives go before limits are computed.
        #expect(profile.pages.initMemory.reduce(0) { $0 + $1.end - $1.start } == (928 + 2612) << 10)
        #expect(profile.architecture.vmallocEnd - profile.architecture.vmallocStart == 122_880 << 10)
        #expect(profile.vm.overcommitMemory == 0 && profile.vm.swapSize == 0 && profile.slab.maxOrder == 3)
        let memory = PhysicalMemory(profile: profile)
        #expect(memory.managedPages == 1_021_712 / 4)
        memory.checkInvariants()
    }

    @Test func theMinFreeOfTheKernelItselfIsTheSysctls() throws {
        var given = try files("pae-1g/before")
        given.texts["sysctl_vm"] = nil
        let machine = try MachineImport(given)
        #expect(machine.profile.pages.minFreeKilobytes == nil)
        #expect(machine.agreement.differences == [])
    }

    @Test func theFileReadsBackAsTheProfile() throws {
        for folder in ["pae-1g/before", "kmem-amd64"] {
            let machine = try MachineImport(try files(folder))
            #expect(try ProfileFile.parse(machine.text, file: "made.yaml") == machine.profile)
        }
    }

    /// Reserves are computed again, with all memory, whenever lowmem_reserve_ratio is looked at: recorded before and after.
    @Test func reservesComputedAgainAreReported() throws {
        var given = try files("pae-1g/before")
        given.texts["zoneinfo"] = try files("pae-1g/before_lazy").texts["zoneinfo"]
        let machine = try MachineImport(given)
        #expect(
            machine.agreement.differences
                == ["838", "982", "982"].enumerated().map {
                    "DMA protection \($1), here \($0 == 0 ? 835 : 979)"
                })
        #expect(machine.notes.contains { $0.contains("lowmem_reserve_ratio_sysctl_handler") })
    }

    /// Without a log the late memory is what leads to the reserves of zoneinfo.
    @Test func withoutALogTheInitMemoryIsFitted() throws {
        for folder in ["pae-1g/before", "kmem-amd64"] {
            var given = try files(folder)
            given.texts["dmesg"] = nil
            let machine = try MachineImport(given)
            #expect(machine.agreement.differences == [])
            #expect(machine.notes.contains { $0.contains("fitted to the reserves") })
        }
    }

    @Test func withoutAMapRAMIsWhatZoneinfoHas() throws {
        var given = try files("kmem-amd64")
        (given.texts["iomem"], given.texts["dmesg"]) = (nil, nil)
        let machine = try MachineImport(given)
        #expect(
            machine.profile.ram == [
                PhysicalRange(0x1000, 0x9f000), PhysicalRange(0x10_0000, 0x100_0000), PhysicalRange(0x100_0000, 0x3ffd_7000),
            ])
        #expect(machine.notes.contains { $0.hasPrefix("ram: neither iomem nor dmesg") })
    }

    @Test func linesOfAConsoleEndInCarriageReturns() throws {
        var given = try files("pae-1g/before")
        let plain = try MachineImport(given).profile
        for (name, text) in given.texts { given.texts[name] = text.split(separator: "\n").joined(separator: "\r\n") }
        #expect(try MachineImport(given).profile == plain)
    }

    @Test func namesMayHaveAPrefix() {
        let found = MachineFiles.match(["after.zoneinfo", "before.zoneinfo", "before.meminfo", "before.dmesg", "notes.txt"])
        #expect(found.others == ["after."])
        #expect(found.files == ["zoneinfo": "before.zoneinfo", "meminfo": "before.meminfo"])
        #expect(found.logs == ["before.dmesg"])
        #expect(MachineFiles.match(["zoneinfo", "T0.zoneinfo", "console.log"]).files == ["zoneinfo": "zoneinfo"])
    }

    /// What is wrong: the file, its line, a word of the message.
    @Test(
        arguments: [
            ("zoneinfo", nil, nil, "no zoneinfo"),
            ("zoneinfo", "Node 0, zone DMA\n", nil, "no zone with memory"),
            ("zoneinfo", "Node\n", 1, "\"Node\""),
            ("iomem", "00000000-00000fff : Reserved\nxyz\n", 2, "\"xyz\""),
            ("zoneinfo", "Node 0, zone Normal\n  pages free 99999999999999999999\n", 2, "99999999999999999999"),
        ] as [(String, String?, UInt32?, String)])
    func whatIsWrongIsNamed(file: String, text: String?, line: UInt32?, message: String) throws {
        var given = try files("pae-1g/before")
        given.texts[file] = text
        do {
            _ = try MachineImport(given)
            Issue.record("accepted")
        } catch {
            #expect(error.line == line)
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test(arguments: [
        (2, 6, KernelGeneration.v2632), (3, 16, .v310), (4, 19, .v44), (5, 4, .v44), (5, 10, .v61), (6, 6, .v61), (6, 12, .v618),
    ])
    func aKernelFollowsTheRulesOfTheNearestGeneration(major: Int, minor: Int, generation: KernelGeneration) throws {
        var given = try files("kmem-amd64")
        given.texts["version"] = "Linux version \(major).\(minor).1-amd64 (me@here)\n"
        #expect(try MachineImport(given).profile.generation == generation)
    }
}
