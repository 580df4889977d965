import Notation
import ReplayModel
import YAML

/// A profile file that cannot be used: which line, and what was expected.
public struct ProfileError: Error, CustomStringConvertible {
    public var file: String
    public var line: Int?
    public var message: String

    public var description: String { line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)" }
}

/// Reads a machine profile from YAML: a built-in profile to start from, and what differs.
///
///     base: i386-1g
///     name: my-board
///     ram: [0x1000-0x9f000, 1MiB-512MiB]
///     zones: {DMA: 0-16MiB, Normal: 16MiB-512MiB}
///     set:
///       vm.overcommit_memory: 1
///
/// `docs/profiles.md` lists every key.
public struct ProfileFile {
    private let file: String

    /// The profile in `text`. `file` is only for messages.
    public static func parse(_ text: String, file: String) throws(ProfileError) -> MachineProfile {
        try ProfileFile(file: file).profile(text)
    }

    private func profile(_ text: String) throws(ProfileError) -> MachineProfile {
        let pairs = try mapping(try compose(text), "a profile")
        var profile = try base(pairs)
        var lines: [String: Int] = [:]
        // The kernel's generation moves 64 bit ARM's addresses, which the file may set itself.
        for (key, value) in pairs.filter({ $0.key.text == "set" }) + pairs.filter({ $0.key.text != "set" }) {
            lines[key.text] = key.line
            try apply(key, value, to: &profile, lines: &lines)
        }
        if lines["phys_offset"] == nil, let first = profile.ram.first {
            profile.architecture.physicalOffset = profile.architecture.physicalOffset(forRAMAt: first.start)
        }
        do { try profile.validate() } catch {
            throw ProfileError(file: file, line: lines[error.key] ?? layoutLine(lines), message: error.description)
        }
        return profile
    }

    /// The last of the lines that lay memory out: where to look when a part that the base gave does not fit the file's own.
    private func layoutLine(_ lines: [String: Int]) -> Int? {
        ["ram", "reserved", "init", "zones", "vmalloc", "page_offset", "phys_offset"].compactMap { lines[$0] }.max()
    }

    private struct Key {
        var text: String
        var line: Int
    }

    private func compose(_ text: String) throws(ProfileError) -> YAMLNode {
        let node: YAMLNode?
        do { node = try YAMLNode.parse(text) } catch { throw ProfileError(file: file, line: error.line, message: error.description) }
        guard let node else { throw ProfileError(file: file, line: 1, message: "empty profile") }
        return node
    }

    private func mapping(_ node: YAMLNode, _ what: String) throws(ProfileError) -> [(key: Key, value: YAMLNode)] {
        guard let pairs = node.mapping else {
            throw ProfileError(file: file, line: node.line, message: "expected \(what) as `key: value` lines")
        }
        return pairs.map { (Key(text: $0.key, line: $0.line), $0.value) }
    }

    private func base(_ pairs: [(key: Key, value: YAMLNode)]) throws(ProfileError) -> MachineProfile {
        let names = MachineProfile.builtIn.map(\.name).joined(separator: ", ")
        guard let (key, value) = pairs.first(where: { $0.key.text == "base" }) else {
            throw ProfileError(file: file, line: 1, message: "no `base`; expected one of \(names), with NODE/ before it on a node above 0")
        }
        guard let profile = MachineProfile.builtIn(named: value.scalar ?? "") else {
            throw ProfileError(file: file, line: key.line, message: "base: no profile \"\(value.scalar ?? "")\"; expected one of \(names)")
        }
        return try withArchitecture(pairs, profile)
    }

    /// The architecture comes before all else of the file: it brings its addresses along.
    private func withArchitecture(_ pairs: [(key: Key, value: YAMLNode)], _ base: MachineProfile) throws(ProfileError) -> MachineProfile {
        guard let (key, value) = pairs.first(where: { $0.key.text == "architecture" }) else { return try withAddressBits(pairs, base) }
        let known: [Architecture] = [.i386, .i386PAE, .amd64, .arm32, .arm64(addressBits: 48, base.generation)]
        let name = try scalar(value, key)
        guard let architecture = known.first(where: { $0.kind.title == name }) else {
            let names = known.map(\.kind.title).joined(separator: ", ")
            throw ProfileError(file: file, line: key.line, message: "architecture: no \"\(name)\"; expected one of \(names)")
        }
        var profile = base
        if architecture.kind != base.architecture.kind { profile.architecture = architecture }
        return try withAddressBits(pairs, profile)
    }

    /// 64 bit ARM's three or four levels of page tables.
    private func withAddressBits(_ pairs: [(key: Key, value: YAMLNode)], _ base: MachineProfile) throws(ProfileError) -> MachineProfile {
        guard let (key, value) = pairs.first(where: { $0.key.text == "va_bits" }) else { return base }
        guard base.architecture.kind == .arm64 else {
            throw ProfileError(
                file: file, line: key.line, message: "va_bits: is none of \(base.architecture.kind.title); expected architecture arm64")
        }
        let bits = try scalar(value, key)
        guard bits == "39" || bits == "48" else {
            throw ProfileError(file: file, line: key.line, message: "va_bits: cannot be \"\(bits)\"; expected 39 or 48")
        }
        var profile = base
        profile.architecture = .arm64(addressBits: bits == "39" ? 39 : 48, base.generation)
        return profile
    }

    private func apply(
        _ key: Key, _ value: YAMLNode, to profile: inout MachineProfile, lines: inout [String: Int]
    ) throws(ProfileError) {
        switch key.text {
        case "base", "architecture", "va_bits": break
        case "name": profile.name = try scalar(value, key)
        case "ram": profile.ram = try ranges(value, key)
        case "reserved": profile.reserved = try ranges(value, key)
        case "init": profile.pages.initMemory = try ranges(value, key)
        case "zones": profile.zones = try zones(value)
        case "cpu_nodes": profile.cpuNodes = try nodes(value, key)
        case "page_offset": profile.architecture.moveLinearMap(to: try pageOffset(value, key, profile.architecture))
        case "phys_offset": profile.architecture.physicalOffset = try address(value, key)
        case "vmalloc":
            let range = try range(try scalar(value, key), key)
            profile.architecture.vmallocStart = range.start
            profile.architecture.vmallocEnd = range.end
        case "set":
            for (setting, value) in try mapping(value, "settings") {
                lines[setting.text] = setting.line
                try set(setting, try scalar(value, setting), in: &profile)
            }
        default:
            throw ProfileError(
                file: file, line: key.line,
                message:
                    "unknown key \"\(key.text)\"; expected base, architecture, va_bits, name, ram, reserved, init, zones, cpu_nodes, page_offset, phys_offset, "
                    + "vmalloc or set")
        }
    }

    private func set(_ key: Key, _ value: String, in profile: inout MachineProfile) throws(ProfileError) {
        do { try Setting.named(key.text).set(value, in: &profile) } catch {
            throw ProfileError(file: file, line: key.line, message: error.description)
        }
    }

    private func address(_ node: YAMLNode, _ key: Key) throws(ProfileError) -> UInt64 {
        let text = try scalar(node, key)
        if let address = Quantity.bytes(text) { return address }
        throw ProfileError(file: file, line: key.line, message: "\(key.text): \"\(text)\" is no address; expected one such as 0x80000000")
    }

    /// Errors: not in the machine's addresses, or, on 32 bit, lower than user space can do with.
    private func pageOffset(_ node: YAMLNode, _ key: Key, _ architecture: Architecture) throws(ProfileError) -> UInt64 {
        let address = try address(node, key)
        let allowed: ClosedRange<UInt64> = architecture.pointerSize == 4 ? (1 << 30)...0xf000_0000 : (1 << 63)...(.max)
        guard allowed.contains(address), address % (1 << 24) == 0 else {
            throw ProfileError(
                file: file, line: key.line,
                message:
                    "page_offset: cannot be \(address.hexadecimal); expected a multiple of 16 MiB from \(allowed.lowerBound.hexadecimal) on"
            )
        }
        return address
    }

    private func scalar(_ node: YAMLNode, _ key: Key) throws(ProfileError) -> String {
        if let text = node.scalar { return text }
        if let values = node.sequence { return values.compactMap(\.scalar).joined(separator: " ") }
        throw ProfileError(file: file, line: key.line, message: "\(key.text): expected one value")
    }

    private func ranges(_ node: YAMLNode, _ key: Key) throws(ProfileError) -> [PhysicalRange] {
        guard let items = node.sequence else {
            throw ProfileError(file: file, line: key.line, message: "\(key.text): expected a list of ranges [START-END, …]")
        }
        var ranges: [PhysicalRange] = []
        for item in items {
            ranges.append(try range(item.scalar ?? "", Key(text: key.text, line: item.line)))
        }
        return ranges
    }

    private func range(_ text: String, _ key: Key) throws(ProfileError) -> PhysicalRange {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Quantity.bytes(String(parts[0])), let end = Quantity.bytes(String(parts[1])) else {
            throw ProfileError(
                file: file, line: key.line, message: "\(key.text): \"\(text)\" is no range; expected START-END such as 16MiB-896MiB")
        }
        return PhysicalRange(start, end)
    }

    /// `0 0 1 1`: the node of each CPU.
    private func nodes(_ node: YAMLNode, _ key: Key) throws(ProfileError) -> [UInt8] {
        let text = try scalar(node, key)
        let nodes = text.split(separator: " ").map { UInt8($0) }
        guard !nodes.contains(nil) else {
            throw ProfileError(file: file, line: key.line, message: "cpu_nodes: \"\(text)\" is no list of nodes; expected one for each CPU")
        }
        return nodes.compactMap { $0 }
    }

    private func zones(_ node: YAMLNode) throws(ProfileError) -> [ZoneProfile] {
        var zones: [ZoneProfile] = []
        for (key, value) in try mapping(node, "zones") {
            guard let name = ZoneProfile.parse(title: key.text) else {
                let names = ZoneKind.allCases.map(\.title).joined(separator: ", ")
                throw ProfileError(file: file, line: key.line, message: "no zone \"\(key.text)\"; expected one of \(names)")
            }
            zones.append(ZoneProfile(name.kind, try range(try scalar(value, key), key), node: name.node))
        }
        return zones
    }
}
