import TraceFormat

/// Settings that somebody gave and that can change nothing in the run: they are told, since silence would read as an answer.
extension Setting {
    /// What decides about a part of the machine in a run whose frames and addresses a recording names: the recording, and no setting.
    private static let recordedParts = ["slab", "vm.", "pages.", "oom.", "android.", "vmalloc.", "swap", "stack_limit"]

    /// Settings of one slab algorithm.
    private static let algorithms: [(key: String, algorithm: SlabSettings.Algorithm)] = [
        ("slab.max_order", .slub), ("slab.min_objects", .slub), ("slab.merge", .slub), ("slab.cpu_partial", .slub),
        ("slab.random_kmalloc", .slub), ("slab.array_order", .slab), ("slab.reap", .slab),
    ]

    /// Settings that came with a kernel (mm/page_alloc.c, mm/util.c, mm/slab_common.c).
    private static let since: [(key: String, generation: KernelGeneration)] = [
        ("vm.watermark_scale_factor", .v61), ("vm.admin_reserve_kbytes", .v310), ("vm.user_reserve_kbytes", .v310),
        ("vm.overcommit_kbytes", .v44), ("slab.random_kmalloc", .v618),
    ]

    /// Those of the settings given (`MachineProfile.pinned`) that change nothing, each with the reason.
    ///
    /// - Parameter isRecorded: frames and addresses are the recording's (placement `recorded`).
    public static func withoutEffect(_ profile: MachineProfile, isRecorded: Bool) -> [OddityCount] {
        profile.pinned.compactMap { key in
            reason(key, profile, isRecorded: isRecorded).map { OddityCount($0, detail: key) }
        }
    }

    private static func reason(_ key: String, _ profile: MachineProfile, isRecorded: Bool) -> Oddity? {
        if isRecorded, recordedParts.contains(where: key.hasPrefix) { return .settingDecidedByRecording }
        if let known = since.first(where: { $0.key == key }), profile.generation.rawValue < known.generation.rawValue {
            return .settingOfNewerKernel
        }
        // The driver went with 4.12; user space does its work since. The model follows the setting all the same.
        if key == "android.lowmemorykiller", profile.generation.rawValue > KernelGeneration.v44.rawValue { return .settingOfOlderKernel }
        if key == "vm.transparent_hugepage", !profile.modelsHugePages { return .settingNotModelled }
        if let known = algorithms.first(where: { $0.key == key }), known.algorithm != profile.slab.algorithm {
            return .settingOfOtherAlgorithm
        }
        return nil
    }
}

extension MachineProfile {
    /// Huge pages for anonymous memory are modelled for 6.1 and 6.18 on x86.
    fileprivate var modelsHugePages: Bool { generation.rawValue >= KernelGeneration.v61.rawValue && architecture.kind != .arm32 }
}
