import ReplayModel
import Virtual

extension Run {
    /// Walks a virtual address level by level, in words. `pid` 0 is the kernel; addresses of its half are walked in its own
    /// table whatever the process.
    public func translation(of address: UInt64, in pid: Int64, at moment: Moment) throws -> String {
        let architecture = try machine.architecture()
        try checkAddress(address, architecture)
        let isKernel = pid == 0 || address >= architecture.userEnd
        let who = isKernel ? "the kernel" : "process \(pid) (\(try processes.process(pid, at: moment).comm))"
        var lines = [
            "virtual address 0x\(address.hex()) of \(who): page 0x\((address >> pageShift).hex()), "
                + "offset 0x\((address & (pageSize - 1)).hex())"
        ]
        if isKernel, let physical = try linearAddress(address, architecture) {
            if pid != 0 { lines.append("the process itself may not use it: that ends in SIGSEGV") }
            let begin = architecture.physicalOffset > 0 ? " + 0x\(architecture.physicalOffset.hex())" : ""
            lines.append("in the linear map, which boot made: 0x\(address.hex()) - 0x\(architecture.linearBase.hex())\(begin)")
            lines.append(try physicalLine(physical))
            return lines.joined(separator: "\n") + "\n"
        }
        let owner = isKernel ? 0 : pid
        if isKernel && pid != 0 { lines.insert("the process itself may not use it: that ends in SIGSEGV", at: 1) }
        if architecture.pointerSize == 8, !Self.isCanonical(address, architecture) {
            lines.append("no canonical address: its upper bits are not all alike, and the CPU refuses it before any walk")
            return lines.joined(separator: "\n") + "\n"
        }
        lines.append(isKernel ? try kernelPlace(address, architecture, at: moment) : try place(address, of: pid, architecture, at: moment))
        lines += try walk(address, owner, architecture, at: moment)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The physical address behind an address of the linear map: lowmem, whatever its use.
    private func linearAddress(_ address: UInt64, _ architecture: Architecture) throws -> UInt64? {
        let end = try machine.zones().filter { $0.name != "HighMem" && $0.spanned > 0 }.map { $0.start + $0.spanned }.max() ?? 0
        guard address >= architecture.linearBase else { return nil }
        let offset = address - architecture.linearBase
        let physical = offset + architecture.physicalOffset
        return physical < end << pageShift && offset < architecture.linearSize ? physical : nil
    }

    private func walk(_ address: UInt64, _ pid: Int64, _ architecture: Architecture, at moment: Moment) throws -> [String] {
        let tables = try addressSpaces.tables(of: pid, at: moment)
        let levels = architecture.levelBits.count
        let bootLevel = pid == 0 ? PagingRules(architecture: architecture, generation: try machine.generation()).kernelBootLevel : levels
        // Read at most once.
        lazy var entry = Result { try addressSpaces.pageMaps(of: pid, at: moment)[pid]?[address >> pageShift] }
        var lines: [String] = []
        for level in stride(from: levels, through: 1, by: -1) {
            let shape = architecture.shape(level: level)
            let index = address >> shape.shift & (1 << shape.bits - 1)
            let table = Self.table(tables, level: level, for: address, span: shape.shift + shape.bits)
            let place = table.map { "the table in frame 0x\($0.frame.hex())" } ?? "a table that has no frame of its own"
            let prefix = "level \(level): entry \(index) of \(place) → "
            guard level > 1 else {
                return lines + (try last(entry.get(), prefix, address))
            }
            let below = architecture.shape(level: level - 1)
            let next = Self.table(tables, level: level - 1, for: address, span: below.shift + below.bits)
            guard let next else {
                guard level > bootLevel else { return lines + [prefix + "empty: not present, an access faults"] }
                lines.append(prefix + "a table that the kernel has since boot")
                continue
            }
            if level == 2, let entry = try entry.get(), entry.isHuge {
                return lines + (try huge(entry, prefix, address, span: below.bits))
            }
            lines.append(prefix + "table in frame 0x\(next.frame.hex())")
        }
        return lines
    }

    /// The walk ends at level 2 with a huge page of 2^`span` pages.
    private func huge(_ entry: PageEntry, _ prefix: String, _ address: UInt64, span: UInt64) throws -> [String] {
        guard let frame = entry.frame else { return [prefix + "a huge page; the run does not tell the frame"] }
        let inside = address >> pageShift & (1 << span - 1)
        let content = entry.content == .zeroPage ? ", the huge zero page" : ""
        return [
            prefix + "a huge page: \(1 << span) frames from 0x\((frame - inside).hex()), "
                + "\(Describe.protection(entry.protection))\(content); page \(inside) of it is frame 0x\(frame.hex())",
            try physicalLine(frame << pageShift | address & (pageSize - 1)),
        ]
    }

    private static func table(_ tables: [TableFacts], level: Int, for address: UInt64, span: UInt64) -> TableFacts? {
        let base = span >= 64 ? 0 : (address >> span) << span
        return tables.first { $0.level == level && ($0.base == base || span >= 64) }
    }

    private func last(_ entry: PageEntry?, _ prefix: String, _ address: UInt64) throws -> [String] {
        guard let entry else { return [prefix + "empty: not present, an access faults"] }
        let content = entry.content == .zeroPage ? ", the shared zero page" : ""
        guard let frame = entry.frame else {
            return [prefix + "present, \(Describe.protection(entry.protection))\(content); the run does not tell the frame"]
        }
        return [
            prefix + "frame 0x\(frame.hex()), \(Describe.protection(entry.protection))\(content)",
            try physicalLine(frame << pageShift | address & (pageSize - 1)),
        ]
    }

    private func physicalLine(_ physical: UInt64) throws -> String {
        let zone = try zone(of: physical >> pageShift)
        let isRam = try machine.profile()?.ram.contains { $0.start <= physical && physical < $0.end } ?? false
        let what = zone.map { "RAM in zone \($0)" } ?? (isRam ? "RAM that no zone has, kept since boot" : "no RAM, device registers")
        return "physical address 0x\(physical.hex()): \(what)"
    }

    /// The name of the zone that spans a frame.
    func zone(of frame: UInt64) throws -> String? {
        try machine.zones().first { $0.start <= frame && frame < $0.start + $0.spanned && $0.managed > 0 }?.name
    }
}

extension Architecture {
    /// Which address bits select the entry in a table of `level`.
    func shape(level: Int) -> (shift: UInt64, bits: UInt64) {
        let bits = levelBits.reversed().map { UInt64($0) }
        return (bits[..<(level - 1)].reduce(pageShift, +), bits[level - 1])
    }
}
