import ProcFiles
import ReplayModel

/// What single files tell about a machine.
enum MachineFacts {
    /// The architecture and the built-in profile to start from.
    ///
    /// 64 bit: a zone DMA32. 32-bit x86 with PAE: large pages of 2 MiB (arch/x86/mm/pat/set_memory.c prints DirectMap2M with
    /// PAE and DirectMap4M without), or page blocks of order 9.
    static func architecture(
        _ files: MachineFiles, _ zones: MachineZones, _ memInfo: MemInfo, _ notes: inout [String]
    ) -> (base: String, architecture: Architecture) {
        let version = files.texts["version"] ?? ""
        if CpuInfo(files.lines("cpuinfo")).isARM || version.contains("arm") { return ("arm32-1g", .arm32) }
        if zones.titles.contains("DMA32") || version.contains("amd64") || version.contains("x86_64") {
            return (zones.filled.contains { $0.kind == .normal } ? "x86_64-24g" : "x86_64-1g", .amd64)
        }
        if memInfo["DirectMap2M"] != nil || memInfo["Hugepagesize"] == 2048 || version.contains("pae")
            || (files.texts["pagetypeinfo"] ?? "").hasPrefix("Page block order: 9")
        {
            return ("i386-1g", .i386PAE)
        }
        if memInfo["DirectMap4M"] == nil { notes.append("architecture: taken as 32-bit x86 without PAE") }
        return ("i386-1g", .i386)
    }

    /// The generation whose rules are nearest to a kernel's.
    static func generation(_ files: MachineFiles, _ notes: inout [String]) -> KernelGeneration {
        guard let (major, minor) = (try? KernelVersion(files.lines("version")))?.numbers else {
            notes.append("kernel: no version; rules of 6.1, or of 6.18 where zoneinfo is of 6.7 or later")
            return (files.texts["zoneinfo"] ?? "").contains("high_min:") ? .v618 : .v61
        }
        let generation = KernelGeneration(nearestTo: major, minor)
        if generation.title != "\(major).\(minor)" && !(major == 2 && generation == .v2632) {
            notes.append("kernel: \(major).\(minor) follows the rules of \(generation.title), the nearest that the model has")
        }
        return generation
    }

    static func cpus(_ files: MachineFiles, _ zones: MachineZones, _ notes: inout [String]) -> UInt16 {
        let processors = CpuInfo(files.lines("cpuinfo")).processors
        let count = processors > 0 ? processors : zones.cpus
        if count == 0 { notes.append("cpus: neither cpuinfo nor zoneinfo tells; taken as 1") }
        return UInt16(clamping: max(count, 1))
    }

    /// A profile's name from a folder's.
    static func name(of folder: String) -> String {
        let name = String(folder.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        return name.isEmpty || name == "." || name == ".." ? "machine" : name
    }

    /// Sets what sysctls tell; returns what is to be said.
    ///
    /// lowmem_reserve_ratio has one number for each zone that the kernel is built with, in zoneinfo's order.
    static func set(_ sysctls: SysctlList, _ titles: [String], in profile: inout MachineProfile) -> [String] {
        var notes: [String] = []
        for (key, value) in sysctls.settings.map({ ($0.key, $0.value) }) {
            let name = key.hasPrefix("vm.") ? key : "vm." + key
            guard let setting = Setting.all.first(where: { $0.key == name }) else {
                notes.append("\(key) = \(value): the model has no such setting")
                continue
            }
            let text = name == "vm.lowmem_reserve_ratio" ? ratios(value, titles, profile.pages.lowmemReserveRatio) : value
            do { try setting.set(text, in: &profile) } catch { notes.append("\(key): \(error)") }
        }
        return notes
    }

    private static func ratios(_ text: String, _ titles: [String], _ known: [UInt32]) -> String {
        var ratios = known
        for (title, value) in zip(titles, text.split { $0 == " " || $0 == "\t" }) {
            guard let kind = ZoneKind(title: title), let value = UInt32(value) else { continue }
            ratios[Int(kind.rawValue)] = value
        }
        return ratios.map { "\($0)" }.joined(separator: " ")
    }
}

extension KernelGeneration {
    /// The generation whose rules are nearest to those of a release.
    package init(nearestTo major: Int, _ minor: Int) {
        switch (major, minor) {
        case (...2, _): self = .v2632
        case (3, _): self = .v310
        case (4, _), (5, ..<10): self = .v44
        case (5, _), (6, ..<7): self = .v61
        default: self = .v618
        }
    }
}
