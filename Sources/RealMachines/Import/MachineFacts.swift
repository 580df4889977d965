import ProcFiles
import ReplayModel
import TraceFormat

/// What single files tell about a machine.
enum MachineFacts {
    /// What the files tell of the architecture.
    static func evidence(_ files: MachineFiles, _ zones: MachineZones, _ memInfo: MemInfo, _ log: BootLog) -> ArchitectureEvidence {
        var evidence = ArchitectureEvidence()
        if files.texts["cpuinfo"] != nil { evidence.cpuInfo = CpuInfo(files.lines("cpuinfo")) }
        evidence.version = files.texts["version"]
        (evidence.memInfo, evidence.log) = (memInfo, log)
        evidence.named = zones.zones.map(\.kind)
        evidence.zones = zones.filled.map { .init(kind: $0.kind, start: $0.start, spanned: $0.spanned) }
        if (files.texts["pagetypeinfo"] ?? "").hasPrefix("Page block order: 9") { evidence.pageblockOrder = 9 }
        return evidence
    }

    /// meminfo, without the lines that cannot be read.
    static func memInfo(_ lines: WordLines, _ notes: inout [String]) -> MemInfo {
        var info = MemInfo(lines: [])
        for line in lines.lines {
            if let own = try? MemInfo(line.text, file: lines.file) {
                info.lines += own.lines
            } else {
                notes.append("meminfo: line \(line.number) cannot be read and is passed over")
            }
        }
        return info
    }

    /// iomem; none where it hides its addresses.
    static func iomem(_ lines: WordLines, _ notes: inout [String]) throws(TraceError) -> Iomem {
        let iomem = try Iomem(lines)
        guard iomem.hidesAddresses else { return iomem }
        notes.append("ram: iomem shows no addresses (root alone sees them); taken as absent")
        return Iomem()
    }

    /// meminfo counts KiB, zoneinfo pages: what other nodes and larger pages do to a machine is said.
    static func noteNodesAndPages(_ info: ZoneInfo, _ zones: MachineZones, _ memInfo: MemInfo, _ notes: inout [String]) {
        let pages = info.zones.reduce(0) { $0 + ($1["managed"] ?? $1.present) }
        guard let total = memInfo["MemTotal"], pages > 0, total < .max >> 20 else { return }
        let size = (total + pages / 2) / pages
        guard size > 4, info.zones.contains(where: { $0["managed"] != nil }) else { return }
        notes.append("page size: meminfo has \(size) KiB for each page of zoneinfo; replayed as that many pages of 4 KiB")
    }

    /// The generation whose rules are nearest to a kernel's.
    static func generation(_ files: MachineFiles, _ notes: inout [String]) -> KernelGeneration {
        guard let (major, minor) = (try? KernelVersion(files.lines("version")))?.numbers else {
            let generation = generation(byZoneInfo: files.texts["zoneinfo"] ?? "")
            notes.append("kernel: no version; rules of \(generation.title), by the lines of zoneinfo")
            return generation
        }
        let generation = KernelGeneration(nearestTo: major, minor)
        if generation.title != "\(major).\(minor)" && !(major == 2 && generation == .v2632) {
            notes.append("kernel: \(major).\(minor) follows the rules of \(generation.title), the nearest that the model has")
        }
        return generation
    }

    /// Lines of zoneinfo that came and went: `prev_priority:` up to 2.6.35, `managed` since 3.8, `scanned` up to 4.9, `high_min:` since 6.7.
    private static func generation(byZoneInfo text: String) -> KernelGeneration {
        if text.contains("high_min:") { return .v618 }
        if text.contains("prev_priority:") { return .v2632 }
        if !text.contains("managed ") { return .v310 }
        return text.contains("scanned ") ? .v44 : .v61
    }

    /// Those that zoneinfo names, if cpuinfo counts fewer: offline processors are in neither.
    static func cpus(_ files: MachineFiles, _ zones: MachineZones, _ notes: inout [String]) -> UInt16 {
        let processors = CpuInfo(files.lines("cpuinfo")).processors
        let count = max(processors, zones.cpus)
        if count == 0 { notes.append("cpus: neither cpuinfo nor zoneinfo tells; taken as 1") }
        return UInt16(clamping: min(max(count, 1), 4096))
    }

    /// The node of each CPU: by the files nodeN.cpulist (/sys/devices/system/node/nodeN/cpulist), else in equal parts, as most machines number
    /// them.
    static func cpuNodes(_ files: MachineFiles, _ zones: MachineZones, cpus: UInt16, _ notes: inout [String]) -> [UInt8] {
        guard zones.nodes > 1 else { return [] }
        var nodes = (0..<Int(cpus)).map { UInt8($0 * zones.nodes / Int(cpus)) }
        var isKnown = false
        for node in 0..<zones.nodes {
            for cpu in cpuList(files.texts["node\(node).cpulist"] ?? "") where cpu < nodes.count {
                nodes[cpu] = UInt8(node)
                isKnown = true
            }
        }
        if !isKnown {
            notes.append("cpu_nodes: no node0.cpulist …; the \(cpus) processors are shared among the \(zones.nodes) nodes in order")
        }
        return nodes
    }

    /// `0-3,8-11`.
    private static func cpuList(_ text: String) -> [Int] {
        text.split { $0 == "," || $0 == "\n" || $0 == " " }.flatMap { part -> [Int] in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 4096 else { return [] }
            return Array(first...last)
        }
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
