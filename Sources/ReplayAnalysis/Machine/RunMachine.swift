import Notation
import Pages
import ReplayModel
import ReplayStore
import TraceFormat

/// The machine of a run: its profile, its zones and its settings.
public struct RunMachine {
    let run: Run

    /// A value of the machine profile as text.
    public func profileValue(_ key: String) throws -> String? {
        try run.database.value("SELECT value FROM profile_setting WHERE key = ?", [.text(key)]).flatMap(Run.plain)
    }

    /// The kernel generation whose rules the run followed (setting `kernel`).
    public func generation() throws -> KernelGeneration {
        let title = try profileValue("kernel")
        return KernelGeneration.allCases.first { $0.title == title } ?? .v61
    }

    /// The architecture, as the profile stored it.
    public func architecture() throws -> Architecture {
        if let known = run.knownArchitecture { return known }
        var architecture = try baseArchitecture()
        if let bits = try profileValue("page_table.level_bits") {
            architecture.levelBits = bits.split(separator: " ").compactMap { UInt8($0) }
        }
        if let range = try profileRange("linear_map") {
            (architecture.linearBase, architecture.linearSize) = (range.start, range.end &- range.start)
        }
        if let offset = try profileValue("phys_offset").flatMap({ UInt64(hexadecimal: $0) }) { architecture.physicalOffset = offset }
        if let range = try profileRange("vmalloc") { (architecture.vmallocStart, architecture.vmallocEnd) = (range.start, range.end) }
        if let end = try profileValue("user_end").flatMap({ UInt64(hexadecimal: $0) }) { architecture.userEnd = end }
        run.knownArchitecture = architecture
        return architecture
    }

    private func baseArchitecture() throws -> Architecture {
        switch try profileValue("architecture") {
        case "i386": .i386
        case "i386PAE": .i386PAE
        case "amd64": .amd64
        case "arm32": .arm32
        case "arm64": .arm64(addressBits: 48, try generation())
        default: try profileValue("name").flatMap { MachineProfile.builtIn(named: $0)?.architecture } ?? .i386
        }
    }

    /// A value of the form `0xSTART-0xEND`.
    private func profileRange(_ key: String) throws -> PhysicalRange? {
        let ends = try profileValue(key)?.split(separator: "-").compactMap { UInt64(hexadecimal: $0) } ?? []
        return ends.count == 2 ? PhysicalRange(ends[0], ends[1]) : nil
    }

    /// Whether the kernel counts pages by node: distributions build it in on 64 bit (CONFIG_NUMA).
    func countsNodes() throws -> Bool { try architecture().pointerSize == 8 }

    /// A zone of the machine; figures in pages.
    public struct Zone: Sendable {
        public var id: Int64
        public var name: String
        public var start: UInt64
        public var spanned: UInt64
        public var present: UInt64
        public var managed: UInt64
        public var min: UInt64
        public var low: UInt64
        public var high: UInt64
        public var protection: [UInt64]

        /// The NUMA node that it belongs to.
        public var node: Int { Int(ZoneProfile.parse(title: name)?.node ?? 0) }
        /// Its name on its node: `DMA32`.
        public var title: String { ZoneProfile.parse(title: name)?.kind.title ?? name }
    }

    /// All zones, lowest first.
    public func zones() throws -> [Zone] {
        try run.database.rows(
            "SELECT id, name, start_pfn, spanned, present, managed, min, low, high, protection FROM zone ORDER BY id"
        ) { row in
            Zone(
                id: row.integer("id"), name: row.text("name"), start: row.address("start_pfn"), spanned: row.address("spanned"),
                present: row.address("present"), managed: row.address("managed"), min: row.address("min"), low: row.address("low"),
                high: row.address("high"), protection: row.text("protection").split(separator: " ").compactMap { UInt64($0) })
        }
    }

    /// Pages that the page allocator manages (totalram_pages).
    func managedPages() throws -> UInt64 { try zones().reduce(0) { $0 + $1.managed } }

    /// Pages of swap.
    func swapPages() throws -> UInt64 { (try profileValue("swap").flatMap { UInt64($0) } ?? 0) / pageSize }

    /// A setting as it stood after a step: the last write to it, or the profile's value.
    func setting(_ key: String, at moment: Moment) throws -> Int64? {
        let written = try run.database.integer(
            """
            SELECT s.new_value FROM setting s JOIN name n ON n.id = s."key"
            WHERE n.text = ? AND s.step <= ? AND s.pid IS NULL ORDER BY s.step DESC, s.seq DESC LIMIT 1
            """, [.text(key), SQLValue(moment.step)])
        return try written ?? profileValue(key).flatMap { Int64($0) }
    }

    /// The machine's totals after a moment, in pages; all 0 before the first step.
    func memoryTotals(at moment: Moment) throws -> MemoryStateRow {
        try run.database.row(of: MemoryStateRow.self, "WHERE step <= ? ORDER BY step DESC, seq DESC LIMIT 1", [SQLValue(moment.step)])?.row
            ?? .unused
    }
}

extension Run {
    /// What is asked of the machine.
    public var machine: RunMachine { RunMachine(run: self) }
}

extension MemoryStateRow {
    /// A machine that has used nothing yet.
    static let unused = MemoryStateRow(
        free: 0, anonymous: 0, file: 0, slabReclaimable: 0, slabUnreclaimable: 0, pageTables: 0, vmallocUsed: 0, kernel: 0, recorded: 0,
        committed: 0, locked: 0)
}
