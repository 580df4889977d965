import ReplayStore

extension Teller {
    func vma(_ row: StoredRow) throws -> String {
        let start = UInt64(bitPattern: row["start"] ?? 0)
        let end = UInt64(bitPattern: row["end"] ?? 0)
        let range = "\(start.hex(8))-\(end.hex(8)) \(Describe.protection(UInt8(truncatingIfNeeded: row["prot"] ?? 0)))"
        let file = try name(row["name"])
        let change = row.word("op") == "add" ? "gets" : "loses"
        return "\(try who(row["pid"], before: row.step).capitalizedFirst) \(change) the \(row.word("kind")) area \(range)"
            + (file.isEmpty ? "" : " of \(file)") + ", \(Describe.bytes(end &- start))."
    }

    func mapping(_ row: StoredRow) throws -> String {
        let count = UInt64(bitPattern: row["count"] ?? 0)
        let pages = "\(Describe.pages(count)) from virtual page \(Describe.hex(row["vpage"]))"
        let owner = try who(row["pid"], before: row.step)
        let protection = Describe.protection(UInt8(truncatingIfNeeded: row["prot"] ?? 0))
        switch row.word("op") {
        case "map":
            let frames = row["pfn"].map { " to frames from \(Describe.hex($0))" } ?? " to scattered frames"
            return "\(owner.capitalizedFirst) maps \(pages)\(frames), \(protection)."
        case "unmap": return "\(owner.capitalizedFirst) unmaps \(pages)."
        case "protect": return "\(pages.capitalizedFirst) of \(owner) are \(protection) from here on."
        case "map_huge":
            let frame = Describe.hex(row["pfn"])
            return "\(owner.capitalizedFirst) maps \(pages) by one entry of level 2, a huge page from \(frame), \(protection)."
        case "map_huge_zero": return "\(owner.capitalizedFirst) maps \(pages) to the huge zero page by one entry of level 2."
        case "split_huge":
            return "The huge mapping of \(pages) of \(owner) is split into entries of pages; "
                + "its block stays one until nobody maps any of it."
        default: return "\(pages.capitalizedFirst) of \(owner) move to virtual page \(Describe.hex(row["pfn"]))."
        }
    }

    func pageTable(_ row: StoredRow) throws -> String {
        let owner = try who(row["pid"], before: row.step)
        let table = "page table of level \(row["level"] ?? 0) for addresses from \(Describe.hex(row["base"]))"
        if row.word("op") == "move" { return "A \(table) is where \(owner) moved it to, in frame \(Describe.hex(row["pfn"]))." }
        return row.word("op") == "allocate"
            ? "\(owner.capitalizedFirst) gets a \(table), in frame \(Describe.hex(row["pfn"]))."
            : "\(owner.capitalizedFirst) gives back the \(table), frame \(Describe.hex(row["pfn"]))."
    }

    func access(_ row: StoredRow) throws -> String {
        let start =
            "\(try who(row["pid"], before: row.step).capitalizedFirst) \(verb(row.word("access"))) "
            + "\(Describe.bytes(UInt64(bitPattern: row["length"] ?? 0))) at \(Describe.hex(row["address"]))"
        let physical = Describe.hex(row["physical"])
        switch row.word("kind") {
        case "linear": return "\(start), through the linear map that boot made: physical address \(physical)."
        case "vmalloc": return "\(start), through the kernel's page table: physical address \(physical)."
        case "ioremap": return "\(start): device registers at physical address \(physical)."
        default:
            let address = UInt64(bitPattern: row["address"] ?? 0)
            guard address >= architecture.userEnd else { return "\(start): nothing is mapped there, it is no address of the kernel's." }
            return "\(start), \(try run.kernelPlace(address, architecture, at: Moment(step: row.step, time: 0)))."
        }
    }
}
