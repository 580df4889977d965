import ReplayModel
import Virtual

extension Smaps {
    /// What is resident of an area, in kB.
    package struct Counts: Equatable, Sendable {
        package var rss: UInt64 = 0
        /// Resident divided by how many map each page; and its parts, of which smaps_rollup tells.
        package var pss: UInt64 = 0
        package var pssDirty: UInt64 = 0
        package var pssAnonymous: UInt64 = 0
        package var pssFile: UInt64 = 0
        package var pssShared: UInt64 = 0
        package var sharedClean: UInt64 = 0
        package var sharedDirty: UInt64 = 0
        package var privateClean: UInt64 = 0
        package var privateDirty: UInt64 = 0
        package var referenced: UInt64 = 0
        package var anonymous: UInt64 = 0
        package var locked: UInt64 = 0
        /// Mapped as huge pages.
        package var anonymousHuge: UInt64 = 0
        /// Given back with MADV_FREE and not taken yet.
        package var lazyFree: UInt64 = 0

        package init() {}
    }
}

extension Smaps.Area {
    /// The area as a kernel of this generation prints it. `flags`: `VmFlags`.
    package init(
        map: Maps.Area, _ counts: Smaps.Counts, isHugeEligible: Bool, flags: [String], _ generation: KernelGeneration
    ) {
        self.init(map: map)
        figures = Self.names(generation).map { NamedFigure($0, counts.value($0, of: map)) }
        if generation == .v61 || generation == .v618 { self.isHugeEligible = isHugeEligible }
        if generation != .v2632 { self.flags = flags }
    }

    /// The one area of smaps_rollup (show_smaps_rollup).
    package init(rollup map: Maps.Area, _ counts: Smaps.Counts, _ generation: KernelGeneration) {
        self.init(map: map)
        let names = ["Rss", "Pss", "Pss_Dirty", "Pss_Anon", "Pss_File", "Pss_Shmem"]
        let rest = Self.names(generation).drop { $0 != "Shared_Clean" }
        figures = (names + rest).map { NamedFigure($0, counts.value($0, of: map)) }
    }

    private static let resident = [
        "Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty", "Referenced",
    ]
    private static let pageSizes = ["KernelPageSize", "MMUPageSize"]

    /// The lines with kB, in order.
    static func names(_ generation: KernelGeneration) -> [String] {
        let modern =
            ["Size"] + pageSizes + ["Rss", "Pss", "Pss_Dirty"] + resident.dropFirst(2) + ["Anonymous"]
            + (generation == .v618 ? ["KSM"] : [])
            + [
                "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb", "Swap",
                "SwapPss", "Locked",
            ]
        switch generation {
        case .v2632: return ["Size"] + resident + ["Swap"] + pageSizes
        case .v310: return ["Size"] + resident + ["Anonymous", "AnonHugePages", "Swap"] + pageSizes + ["Locked"]
        case .v44:
            return ["Size"] + resident + ["Anonymous", "AnonHugePages", "Shared_Hugetlb", "Private_Hugetlb", "Swap", "SwapPss"]
                + pageSizes + ["Locked"]
        case .v61, .v618: return modern
        }
    }
}

extension Smaps.Counts {
    /// Lines not named here are 0: there are no huge pages of files and no swap.
    fileprivate func value(_ name: String, of map: Maps.Area) -> UInt64 {
        switch name {
        case "Size": (map.end - map.start) >> 10
        case "KernelPageSize", "MMUPageSize": 4
        case "Rss": rss
        case "Pss": pss
        case "Pss_Dirty": pssDirty
        case "Pss_Anon": pssAnonymous
        case "Pss_File": pssFile
        case "Pss_Shmem": pssShared
        case "Shared_Clean": sharedClean
        case "Shared_Dirty": sharedDirty
        case "Private_Clean": privateClean
        case "Private_Dirty": privateDirty
        case "Referenced": referenced
        case "Anonymous": anonymous
        case "Locked": locked
        case "LazyFree": lazyFree
        case "AnonHugePages": anonymousHuge
        default: 0
        }
    }
}
