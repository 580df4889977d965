import Notation
import Pages
import ReplayModel

extension RunMachine {
    /// The machine profile as the run stored it; nil when its memory map is not there.
    ///
    /// Errors: a value that no profile can have.
    public func profile() throws -> MachineProfile? {
        guard let ram = try profileValue("ram"), let zones = try profileValue("zones") else { return nil }
        var architecture = try self.architecture()
        if let order = try profileValue("pageblock_order").flatMap({ UInt8($0) }) { architecture.pageblockOrder = order }
        var profile = MachineProfile(
            name: try profileValue("name") ?? "", architecture: architecture, generation: try generation(),
            ram: try ranges(ram, of: "ram"), reserved: try ranges(profileValue("reserved") ?? "", of: "reserved"),
            zones: try zones.split(separator: " ").map { try zoneProfile(String($0)) }, cpus: 1)
        profile.cpuNodes = try (profileValue("cpu_nodes") ?? "").split(separator: " ").compactMap { UInt8($0) }
        profile.pages.initMemory = try ranges(profileValue("init") ?? "", of: "init")
        for setting in Setting.all {
            if let value = try profileValue(setting.key) { try setting.set(value, in: &profile) }
        }
        return profile
    }

    private func ranges(_ text: String, of key: String) throws -> [PhysicalRange] {
        try text.split(separator: " ").map { try range(String($0), of: key) }
    }

    private func range(_ text: String, of key: String) throws -> PhysicalRange {
        let ends = text.split(separator: "-").compactMap { UInt64(hexadecimal: $0) }
        guard ends.count == 2 else { throw AnalysisError("\(run.path): \(key) cannot be \"\(text)\"", expected: "0xSTART-0xEND") }
        return PhysicalRange(ends[0], ends[1])
    }

    private func zoneProfile(_ text: String) throws -> ZoneProfile {
        let parts = text.split(separator: "=").map(String.init)
        guard parts.count == 2, let name = ZoneProfile.parse(title: parts[0]) else {
            throw AnalysisError("\(run.path): zones cannot hold \"\(text)\"", expected: "NAME=0xSTART-0xEND")
        }
        return ZoneProfile(name.kind, try range(parts[1], of: "zones"), node: name.node)
    }

    /// The machine's RAM in frames, as the profile stored it.
    package func ram() throws -> FrameRuns {
        let ranges = try (profileValue("ram") ?? "").split(separator: " ").compactMap { text -> Range<UInt64>? in
            let ends = text.split(separator: "-").compactMap { UInt64(hexadecimal: $0) }
            return ends.count == 2 && ends[0] < ends[1] ? (ends[0] >> pageShift)..<(ends[1] >> pageShift) : nil
        }
        return FrameRuns(ranges)
    }
}
