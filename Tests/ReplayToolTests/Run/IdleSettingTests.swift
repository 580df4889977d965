import Testing
import TraceFormat

@testable import ReplayModel

/// A setting that can change nothing in a run is told.
@Suite struct IdleSettingTests {
    private func idle(_ pairs: [(String, String)], isRecorded: Bool = false) throws -> [String] {
        var profile = MachineProfile.builtIn[0]
        for (key, value) in pairs { try Setting.named(key).set(value, in: &profile) }
        profile.pinned = pairs.map(\.0).sorted()
        return Setting.withoutEffect(profile, isRecorded: isRecorded).map(\.name)
    }

    @Test func aRecordingDecidesWhatSettingsWouldInPlacementRecorded() throws {
        #expect(try idle([("slab", "slob")]) == [])
        #expect(try idle([("slab", "slob")], isRecorded: true) == ["setting.decided_by_recording slab"])
        #expect(try idle([("kernel", "4.4"), ("seed", "3")], isRecorded: true) == [])
    }

    @Test func anAlgorithmsSettingsAreItsOwn() throws {
        #expect(try idle([("slab.array_order", "1")]) == ["setting.of_other_algorithm slab.array_order"])
        #expect(try idle([("slab", "slab"), ("slab.array_order", "1")]) == [])
        #expect(try idle([("slab", "slab"), ("slab.max_order", "1")]) == ["setting.of_other_algorithm slab.max_order"])
    }

    @Test func aKernelHasWhatCameBeforeIt() throws {
        #expect(
            try idle([("kernel", "4.4"), ("vm.watermark_scale_factor", "20")]) == ["setting.of_newer_kernel vm.watermark_scale_factor"])
        #expect(try idle([("kernel", "6.1"), ("vm.watermark_scale_factor", "20")]) == [])
        #expect(try idle([("kernel", "2.6.32"), ("vm.admin_reserve_kbytes", "20")]) == ["setting.of_newer_kernel vm.admin_reserve_kbytes"])
    }
}
