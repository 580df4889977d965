import Notation

extension MachineProfile {
    /// The profile whole, as keys and values: what a run stores, and what a profile file may set.
    public var description: [(key: String, value: String)] {
        var pairs: [(key: String, value: String)] = [
            ("name", name), ("architecture", "\(architecture.kind)"), ("page_size", "\(pageSize)"),
            ("pointer_size", "\(architecture.pointerSize)"),
            ("page_table.level_bits", architecture.levelBits.map { "\($0)" }.joined(separator: " ")),
            ("page_table.entry_size", "\(architecture.entrySize)"),
            ("linear_map", describe(architecture.linearBase, architecture.linearBase &+ lowmemSize)),
            ("vmalloc", describe(architecture.vmallocStart, architecture.vmallocEnd)),
            ("user_end", architecture.userEnd.hexadecimal), ("mmap_base", architecture.mmapBase.hexadecimal),
            ("text_base", architecture.textBase.hexadecimal), ("stack_top", architecture.stackTop.hexadecimal),
            ("pageblock_order", "\(architecture.pageblockOrder)"),
            ("ram", ram.map { describe($0.start, $0.end) }.joined(separator: " ")),
            ("reserved", reserved.map { describe($0.start, $0.end) }.joined(separator: " ")),
            ("zones", zones.map { "\($0.title)=\(describe($0.range.start, $0.range.end))" }.joined(separator: " ")),
        ]
        if architecture.physicalOffset > 0 { pairs.append(("phys_offset", architecture.physicalOffset.hexadecimal)) }
        if !cpuNodes.isEmpty { pairs.append(("cpu_nodes", cpuNodes.map { "\($0)" }.joined(separator: " "))) }
        if !pages.initMemory.isEmpty {
            pairs.append(("init", pages.initMemory.map { describe($0.start, $0.end) }.joined(separator: " ")))
        }
        pairs += Setting.all.map { ($0.key, $0.get(self), $0.isSparse) }.filter { !$0.2 || $0.1 != "auto" }.map { ($0.0, $0.1) }
        if !pinned.isEmpty { pairs.append(("pinned", pinned.joined(separator: " "))) }
        return pairs
    }

    private func describe(_ start: UInt64, _ end: UInt64) -> String { "\(start.hexadecimal)-\(end.hexadecimal)" }
}
