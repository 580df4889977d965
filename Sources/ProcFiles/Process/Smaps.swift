import Replay
import TraceFormat

/// One area of /proc/PID/smaps (show_smap, fs/proc/task_mmu.c). Figures in kB.
public struct SmapsArea: Equatable, Sendable {
    public var map: MapsLine
    public var rss: UInt64 = 0
    /// Resident divided by how many map each page.
    public var pss: UInt64 = 0
    public var pssDirty: UInt64 = 0
    public var sharedClean: UInt64 = 0
    public var sharedDirty: UInt64 = 0
    public var privateClean: UInt64 = 0
    public var privateDirty: UInt64 = 0
    public var referenced: UInt64 = 0
    public var anonymous: UInt64 = 0
    public var locked: UInt64 = 0
    /// Mapped as huge pages.
    public var anonymousHuge: UInt64 = 0
    public var isHugeEligible = false
    /// As in `VmFlags`: `rd wr mr mw me ac`.
    public var flags: [String] = []

    public init(map: MapsLine) { self.map = map }

    /// The area as a kernel of this generation prints it.
    public func text(_ generation: KernelGeneration, pointerSize: UInt8) -> String {
        var text = map.text(pointerSize: pointerSize) + "\n"
        for name in Self.fields(generation) {
            text += "\(name):".rightPadded(16) + value(name).padded(8) + " kB\n"
        }
        switch generation {
        case .v2632: break
        case .v310, .v44: text += flagLine
        case .v61: text += "THPeligible:    \(isHugeEligible ? 1 : 0)\n" + flagLine
        case .v618: text += "THPeligible:           \(isHugeEligible ? 1 : 0)\n" + flagLine
        }
        return text
    }

    /// As the one area of smaps_rollup.
    func rollupText(_ generation: KernelGeneration, _ tally: SmapsTally, pointerSize: UInt8) -> String {
        let kinds = zip(["Pss_Anon", "Pss_File", "Pss_Shmem"], tally.portionsByKind)
        let rest = Self.fields(generation).drop { $0 != "Shared_Clean" }.map { ($0, value($0)) }
        let lines = [("Rss", rss), ("Pss", pss), ("Pss_Dirty", pssDirty)] + kinds + rest
        return lines.reduce(map.text(pointerSize: pointerSize) + "\n") {
            $0 + "\($1.0):".rightPadded(16) + $1.1.padded(8) + " kB\n"
        }
    }

    private var flagLine: String { "VmFlags: " + flags.map { $0 + " " }.joined() + "\n" }

    private func value(_ field: String) -> UInt64 {
        switch field {
        case "Size": (map.end - map.start) >> 10
        case "KernelPageSize", "MMUPageSize": 4
        case "Rss": rss
        case "Pss": pss
        case "Pss_Dirty": pssDirty
        case "Shared_Clean": sharedClean
        case "Shared_Dirty": sharedDirty
        case "Private_Clean": privateClean
        case "Private_Dirty": privateDirty
        case "Referenced": referenced
        case "Anonymous": anonymous
        case "Locked": locked
        case "AnonHugePages": anonymousHuge
        default: 0
        }
    }

    private static let counts = [
        "Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty", "Referenced",
    ]
    private static let pageSizes = ["KernelPageSize", "MMUPageSize"]

    /// The lines with kB, in order. Those not in `value` are 0: there are no huge pages of files and no swap.
    static func fields(_ generation: KernelGeneration) -> [String] {
        let modern =
            ["Size"] + pageSizes + ["Rss", "Pss", "Pss_Dirty"] + counts.dropFirst(2) + ["Anonymous"]
            + (generation == .v618 ? ["KSM"] : [])
            + [
                "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb", "Swap",
                "SwapPss", "Locked",
            ]
        switch generation {
        case .v2632: return ["Size"] + counts + ["Swap"] + pageSizes
        case .v310: return ["Size"] + counts + ["Anonymous", "AnonHugePages", "Swap"] + pageSizes + ["Locked"]
        case .v44:
            return ["Size"] + counts + ["Anonymous", "AnonHugePages", "Shared_Hugetlb", "Private_Hugetlb", "Swap", "SwapPss"]
                + pageSizes + ["Locked"]
        case .v61, .v618: return modern
        }
    }
}
