import RealMachines
import ReplayModel
import Testing

@Suite struct ProfileFileTests {
    private func parse(_ text: String) throws(ProfileError) -> MachineProfile { try ProfileFile.parse(text, file: "my.yaml") }

    @Test func aFileStartsFromItsBaseAndChangesWhatItNames() throws {
        let profile = try parse(
            """
            base: i386-1g
            name: my-board
            ram: [0x1000-0x9f000, 1MiB-512MiB]
            reserved: [16MiB-32MiB]
            zones: {DMA: 0-16MiB, Normal: 16MiB-512MiB}
            vmalloc: 0xf0000000-0xff000000
            set:
              vm.overcommit_memory: 1
              malloc.trim_threshold: -1
              cpus: 4
            """)
        let base = try #require(MachineProfile.builtIn(named: "i386-1g"))
        #expect(profile.name == "my-board")
        #expect(profile.ram == [PhysicalRange(0x1000, 0x9f000), PhysicalRange(1 << 20, 512 << 20)])
        #expect(profile.reserved == [PhysicalRange(16 << 20, 32 << 20)])
        #expect(profile.zones.map(\.kind) == [.dma, .normal])
        #expect(profile.architecture.vmallocStart == 0xf000_0000)
        #expect(profile.architecture.levelBits == base.architecture.levelBits)
        #expect(profile.vm.overcommitMemory == 1)
        #expect(profile.malloc.trimThreshold == .max)
        #expect(profile.cpus == 4)
        #expect(profile.slab == base.slab)
    }

    @Test func aFileWithABaseOnlyIsThatProfile() throws {
        for profile in MachineProfile.builtIn { #expect(try parse("base: \(profile.name)\n") == profile) }
    }

    @Test func aListOfNumbersIsASettingsValue() throws {
        let profile = try parse("base: x86_64-1g\nset:\n  vm.lowmem_reserve_ratio: [64, 64, 16, 0, 0]\n")
        #expect(profile.pages.lowmemReserveRatio == [64, 64, 16, 0, 0])
    }

    /// What is wrong, on which line, and a word of what the message says.
    @Test(arguments: [
        ("", 1, "empty profile"),
        ("base: [a\nb: {", 2, "not YAML"),
        ("- a\n- b\n", 1, "expected a profile"),
        ("name: x\n", 1, "no `base`"),
        ("name: x\nbase: i486\n", 2, "no profile \"i486\"; expected one of i386-1g"),
        ("base: i386-1g\nrams: [0-1MiB]\n", 2, "unknown key \"rams\""),
        ("base: i386-1g\nbase: x86_64-1g\n", 2, "stands twice"),
        ("base: i386-1g\nname: {a: b}\n", 2, "expected one value"),
        ("base: i386-1g\nram: 64MiB\n", 2, "expected a list of ranges"),
        ("base: i386-1g\nram:\n  - 0-1MiB\n  - 2MiB\n", 4, "\"2MiB\" is no range"),
        ("base: i386-1g\n\nram: []\n", 3, "there is none"),
        ("base: i386-1g\nram: [0-0]\n", 2, "ram"),
        ("base: i386-1g\nram: [0-100]\n", 2, "not page-aligned"),
        ("base: i386-1g\nram: [0-8MiB, 4MiB-16MiB]\n", 2, "overlaps"),
        ("base: i386-1g\nram: [0-2GiB]\n", 2, "outside of all zones"),
        ("base: i386-1g\nram: [1MiB-2MiB]\nreserved: [0-4MiB]\n", 2, "all of it is reserved"),
        ("base: i386-1g\nzones: {DMA: 0-16MiB, Normal: 8MiB-896MiB, HighMem: 896MiB-1GiB}\n", 2, "DMA and Normal overlap"),
        ("base: i386-1g\nzones: {DMA: 0-16MiB, Normal: 32MiB-896MiB, HighMem: 896MiB-1GiB}\n", 2, "leave a hole"),
        ("base: i386-1g\nzones:\n  Normal: 0-896MiB\n  DMA: 896MiB-1GiB\n", 2, "DMA stands after Normal"),
        ("base: i386-1g\nzones: {Low: 0-1GiB}\n", 2, "no zone \"Low\""),
        ("base: i386-1g\nzones: {Normal: 0-1GiB}\n", 2, "more than the linear map holds"),
        ("base: i386-1g\n# comment\nvmalloc: 0xd0000000-0xff000000\n", 3, "inside the linear map"),
        ("base: i386-1g\nvmalloc: 0xff000000-0xf9000000\n", 2, "vmalloc"),
        ("base: i386-1g\nset: 1\n", 2, "expected settings"),
        ("base: i386-1g\nset:\n  cpus: 2\n  vm.overcomit_memory: 1\n", 4, "for example vm.overcommit_memory"),
        ("base: i386-1g\nset:\n  vm.overcommit_memory: 3\n", 3, "a whole number from 0 to 2"),
        ("base: i386-1g\nset:\n  cpus: 0\n", 3, "a whole number from 1 to 4096"),
    ])
    func whatIsWrongIsNamedWithItsLine(text: String, line: Int, message: String) {
        do {
            _ = try parse(text)
            Issue.record("accepted")
        } catch {
            #expect(error.file == "my.yaml")
            #expect(error.line == line, "\(error)")
            #expect(error.message.contains(message), "\(error)")
        }
    }
}
