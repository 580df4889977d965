import Notation
import ReplayModel

extension MachineImport {
    /// The profile file, with what was assumed as comments.
    package var text: String {
        var text = "# Made by replay-tool import machine from \(files.texts.keys.sorted().joined(separator: ", "))"
        text += " of \(files.folder).\n"
        if let version = files.lines("version").lines.first?.text { text += "# \(version)\n" }
        text += "# \(agreement.compared - agreement.differences.count) of \(agreement.compared) watermarks, reserves and limits of "
        text += "zoneinfo follow from this file.\n"
        for note in notes { text += "# \(note).\n" }
        text += "base: \(base)\nname: \(profile.name)\n"
        let known = MachineProfile.builtIn(named: base)!
        let own = profile.architecture
        if profile.architecture.kind != known.architecture.kind { text += "architecture: \(profile.architecture.kind.title)\n" }
        if own.kind == .arm64 { text += "va_bits: \(own.addressBits)\n" }
        if own.kind == .arm32 { text += "page_offset: \(own.linearBase.hexadecimal)\n" }
        if !own.kind.isX86 { text += "phys_offset: \(own.physicalOffset.hexadecimal)\n" }
        text += list("ram", profile.ram) + list("reserved", profile.reserved) + list("init", profile.pages.initMemory)
        text += "zones:\n"
        for zone in profile.zones { text += "  \(zone.title): \(describe(zone.range))\n" }
        if !profile.cpuNodes.isEmpty { text += "cpu_nodes: \(profile.cpuNodes.map { "\($0)" }.joined(separator: " "))\n" }
        text += "vmalloc: \(describe(PhysicalRange(profile.architecture.vmallocStart, profile.architecture.vmallocEnd)))\n"
        return text + settings(known)
    }

    private func settings(_ known: MachineProfile) -> String {
        var based = known
        based.architecture = profile.architecture
        let changed = Setting.all.filter { $0.get(profile) != $0.get(based) }
        guard !changed.isEmpty else { return "" }
        return changed.reduce("set:\n") { $0 + "  \($1.key): \($1.get(profile))\n" }
    }

    private func list(_ key: String, _ ranges: [PhysicalRange]) -> String {
        ranges.isEmpty && key == "init" ? "" : "\(key): [\(ranges.map(describe).joined(separator: ", "))]\n"
    }

    private func describe(_ range: PhysicalRange) -> String {
        "\(range.start.hexadecimal)-\(range.end.hexadecimal)"
    }
}

extension Architecture.Kind {
    /// As a profile file names it.
    package var title: String {
        switch self {
        case .i386: "i386"
        case .i386PAE: "i386-pae"
        case .amd64: "amd64"
        case .arm32: "arm32"
        case .arm64: "arm64"
        }
    }
}
