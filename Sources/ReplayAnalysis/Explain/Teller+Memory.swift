import ReplayStore

extension Teller {
    func fault(_ row: StoredRow) throws -> String {
        let process = try who(row["pid"], before: row.step)
        let address = Describe.hex(row["address"])
        let place = try area(around: UInt64(bitPattern: row["address"] ?? 0), of: row["pid"] ?? 0, before: row.step)
        var text: String
        if row.word("outcome") == "populate" {
            text = "\(process.capitalizedFirst) has \(address) (\(place)) mapped ahead of use. "
        } else {
            let cause =
                row.word("cause") == "not_present" ? "no page-table entry is present" : "the page-table entry forbids it"
            text = "\(process.capitalizedFirst) \(verb(row.word("access"))) \(address) (\(place)); \(cause), and the MMU faults. "
        }
        text += answer(row)
        guard row["new_pfn"] != nil || row["old_pfn"] != nil else { return text }
        let before = row["old_pfn"].map { "frame \(Describe.hex($0))" } ?? "empty"
        let frame = row["new_pfn"] ?? row["old_pfn"]
        return text + " Entry before: \(before); after: frame \(Describe.hex(frame)), "
            + "\(Describe.protection(UInt8(truncatingIfNeeded: row["prot"] ?? 0)))."
    }

    private func verb(_ access: String) -> String {
        switch access {
        case "write": "writes to"
        case "execute": "runs code at"
        default: "reads"
        }
    }

    private func answer(_ row: StoredRow) -> String {
        let taken = row["zone"].map { " from \(zone($0))" } ?? ""
        switch row.word("outcome") {
        case "zero_page": return "The shared zero page is mapped, read-only: no memory is taken."
        case "anonymous": return "A zeroed frame is taken\(taken) and mapped."
        case "copy_on_write": return "The page is shared, so a frame is taken\(taken), the page copied, and the copy mapped."
        case "reuse": return "Nobody else maps the frame any more: it only gets write permission."
        case "file": return "A page of the file is mapped."
        case "segmentation_fault": return "Nothing there allows it: SIGSEGV ends the process."
        case "out_of_memory": return "No frame is to be had."
        case "populate": return "A frame is taken\(taken)."
        default: return row.word("outcome") + "."
        }
    }

    /// The VMA around an address as maps shows it, or `in no area`.
    private func area(around address: UInt64, of pid: Int64, before step: UInt64) throws -> String {
        let areas = try run.areas(of: pid, at: Moment(step: step, time: 0))
        guard let area = areas.first(where: { $0.start <= address && address < $0.end }) else { return "in no area" }
        var title = area.kind == "file" ? "" : "\(area.kind) "
        title += "area \(area.start.hex(8))-\(area.end.hex(8)) \(Describe.protection(area.protection))"
        return title + (area.file.map { " of \($0)" } ?? "")
    }

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
        default: return "\(pages.capitalizedFirst) of \(owner) move to virtual page \(Describe.hex(row["pfn"]))."
        }
    }

    func pageTable(_ row: StoredRow) throws -> String {
        let owner = try who(row["pid"], before: row.step)
        let table = "page table of level \(row["level"] ?? 0) for addresses from \(Describe.hex(row["base"]))"
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
        default: return "\(start): nothing is mapped there."
        }
    }
}
