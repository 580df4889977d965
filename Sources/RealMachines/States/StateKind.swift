import Notation
import ProcFiles

/// What a file of a state is, by its content.
///
/// This is the seam for further kinds: a case, how it is recognised, and a reader in `StateReader.read`.
enum StateKind: String, CaseIterable {
    /// JSON: the page allocator's lists, and SLUB's caches.
    case freeLists, slabCaches
    case buddyInfo, pageTypeInfo, zoneInfo, ioMem, memInfo, slabInfo, vmallocInfo, version, cpuInfo
    /// The kernel's log, with a report of the OOM killer or of a failed request.
    case kernelLog
    /// Words of page flags.
    case pageFlags

    /// The kind of a JSON file by its fields.
    init?(_ tree: JSON) {
        if tree["zones"] != nil {
            self = .freeLists
        } else if tree["caches"] != nil {
            self = .slabCaches
        } else {
            return nil
        }
    }

    /// The kind of a text file by its beginning.
    init?(_ text: WordLines) {
        guard let words = text.lines.first?.words else { return nil }
        if words.starts(with: ["Page", "block", "order:"]) {
            self = .pageTypeInfo
        } else if words[0] == "Node" {
            self = words.count > 4 ? .buddyInfo : .zoneInfo
        } else if words[0] == "MemTotal:" {
            self = .memInfo
        } else if words.starts(with: ["slabinfo", "-"]) {
            self = .slabInfo
        } else if words.starts(with: ["Linux", "version"]) {
            self = .version
        } else if words.count > 2, words[1] == ":", words[0].contains("-") {
            self = .ioMem
        } else if words[0].hasPrefix("0x"), words[0].contains("-") {
            self = .vmallocInfo
        } else if CpuInfo(text).family != nil || CpuInfo(text).processors > 0 {
            self = .cpuInfo
        } else if KernelLog.isOne(text) {
            self = .kernelLog
        } else {
            return nil
        }
    }

    /// Names that the kernel's log goes by in a directory that holds nothing else of a state.
    static let logNames = ["dmesg", "dmesg.txt", "dmesg.final", "console.log"]

    /// The files of a directory that are read, by their names without prefix and `.zst`.
    static let names = [
        "freelists_pcp.json", "slub.json", "kpageflags", "buddyinfo", "pagetypeinfo", "zoneinfo", "iomem", "meminfo", "slabinfo",
        "vmallocinfo",
        "version", "cpuinfo",
    ]
}
