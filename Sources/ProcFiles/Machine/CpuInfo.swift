/// /proc/cpuinfo as far as it tells which machine it is; its lines differ from architecture to architecture (show_cpuinfo of each).
package struct CpuInfo: Equatable, Sendable {
    /// Processors that the kernel runs; 0: the file does not count them (ARM without SMP before 3.8).
    package var processors: Int
    /// nil: no line tells.
    package var family: ProcessorFamily?

    package init(_ lines: WordLines) {
        let fields = lines.lines.compactMap(Self.field)
        processors = Self.processors(fields)
        family = Self.family(fields)
    }

    /// `KEY : VALUE`, the key in small letters.
    private static func field(_ line: WordLines.Line) -> (key: String, value: String)? {
        let parts = line.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let words = parts.map { $0.split { $0 == " " || $0 == "\t" }.joined(separator: " ") }
        return (words[0].lowercased(), words[1])
    }

    /// Lines `processor : N`; s390 has `# processors : N`. ARM's `Processor : NAME` is none of them.
    private static func processors(_ fields: [(key: String, value: String)]) -> Int {
        let counted = fields.count { $0.key == "processor" && Int($0.value) != nil }
        return counted > 0 ? counted : fields.first { $0.key == "# processors" }.flatMap { Int($0.value) } ?? 0
    }

    private static func family(_ fields: [(key: String, value: String)]) -> ProcessorFamily? {
        func value(_ key: String) -> String? { fields.first { $0.key == key }?.value }
        if let arm = arm(fields) { return arm }
        if let isa = value("isa"), isa.hasPrefix("rv") { return .other(name: "RISC-V", isWide: isa.hasPrefix("rv64")) }
        if value("vendor_id") == "IBM/S390" { return .other(name: "s390", isWide: true) }
        if value("vendor_id") == "User Mode Linux" { return .other(name: "User Mode Linux", isWide: nil) }
        if value("arch") == "IA-64" { return .other(name: "Itanium", isWide: true) }
        for (key, family) in marks where fields.contains(where: { $0.key == key }) { return family }
        return nil
    }

    /// `CPU architecture` and `CPU implementer` are ARM's own; older kernels and some processors show no more than `ARM926EJ-S rev 5 (v5l)`.
    /// 64-bit kernels have 8 or AArch64 there, 32-bit ones 7 or less whatever the processor is.
    private static func arm(_ fields: [(key: String, value: String)]) -> ProcessorFamily? {
        let own = fields.filter { ["cpu architecture", "processor", "model name"].contains($0.key) }
        if own.contains(where: { $0.value.hasPrefix("AArch64") || $0.value.hasSuffix("(aarch64)") }) { return .arm64 }
        if let architecture = own.first(where: { $0.key == "cpu architecture" })?.value {
            return architecture.hasPrefix("8") ? .arm64 : .arm32
        }
        let isARM = own.contains { field in
            field.value.hasPrefix("ARM") || field.value.contains("ARMv") || field.value.contains("(v") && field.value.hasSuffix("l)")
        }
        return isARM || fields.contains { $0.key == "cpu implementer" } ? .arm32 : nil
    }

    /// Lines that one architecture alone has.
    private static let marks: [(key: String, family: ProcessorFamily)] = [
        ("flags", .x86), ("fdiv_bug", .x86), ("address sizes", .x86),
        ("cpu model", .other(name: "MIPS", isWide: nil)), ("asids", .other(name: "MIPS", isWide: nil)),
        ("tlb_entries", .other(name: "MIPS", isWide: nil)), ("timebase", .other(name: "PowerPC", isWide: nil)),
        ("hart", .other(name: "RISC-V", isWide: nil)), ("mmu", .other(name: "RISC-V", isWide: nil)),
        ("promlib", .other(name: "SPARC", isWide: nil)), ("ncpus probed", .other(name: "SPARC", isWide: nil)),
    ]
}
