import RealMachines
import ReplayModel
import Testing

@Suite struct SettingTests {
    @Test func keysAreUnique() {
        #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    }

    @Test func everySettingTakesBackWhatItSays() throws {
        for original in MachineProfile.builtIn {
            for setting in Setting.all {
                var profile = original
                try setting.set(setting.get(original), in: &profile)
                #expect(profile == original, "\(setting.key)")
            }
        }
    }

    @Test func everySettingRefusesNonsenseAndChangesNothing() {
        for setting in Setting.all {
            var profile = MachineProfile.builtIn[0]
            #expect(throws: SettingError.self) { try setting.set("nonsense", in: &profile) }
            #expect(throws: SettingError.self) { try setting.set("99999999999999999999999", in: &profile) }
            #expect(profile == MachineProfile.builtIn[0], "\(setting.key)")
        }
    }

    @Test func everySettingSaysWhatItIsAndTakes() {
        for setting in Setting.all {
            #expect(setting.doc.hasSuffix("."), "\(setting.key)")
            #expect(!setting.expected.isEmpty, "\(setting.key)")
            #expect(!"\(setting.doc)\(setting.expected)".contains("|"), "\(setting.key): would break the table")
        }
    }

    @Test(arguments: [
        ("vm.overcommit", "vm.overcommit_ratio"), ("malloc.trim_treshold", "malloc.trim_threshold"), ("cpu", "cpus"),
        ("slab.maxorder", "slab.max_order"),
    ])
    func anUnknownKeyNamesTheNearest(key: String, nearest: String) {
        #expect(throws: SettingError(key: key, problem: "no such setting", expected: "for example \(nearest)")) { try Setting.named(key) }
    }

    @Test(
        arguments: [
            ("128", 128), ("0x80", 128), ("4K", 4096), ("4KiB", 4096), ("4kB", 4096), ("2M", 2 << 20), ("1GiB", 1 << 30), ("1TiB", 1 << 40),
        ] as [(String, UInt64)])
    func sizesHaveUnits(text: String, value: UInt64) { #expect(Quantity.bytes(text) == value) }

    @Test(arguments: ["", "K", "-1", "4 K", "4Q", "1.5M", "0x", "18446744073709551616", "16777216TiB"])
    func whatIsNoSizeIsRefused(text: String) { #expect(Quantity.bytes(text) == nil) }

    @Test func builtInProfilesAreValidAndNamedOnce() throws {
        for profile in MachineProfile.builtIn { try profile.validate() }
        #expect(Set(MachineProfile.builtIn.map(\.name)).count == MachineProfile.builtIn.count)
    }
}
