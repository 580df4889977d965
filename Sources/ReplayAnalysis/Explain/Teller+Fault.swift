import Notation
import ReplayStore

/// What a fault's row leads to: the entry before and after, why this zone, and the cost.
struct FaultDetail {
    /// nil: empty.
    var before: FaultEntry?
    var after: FaultEntry?
    var choice: ZoneChoice?
    /// Page tables that had to be made for it.
    var tables = 0
    var isCopied = false
    var isZeroed = false

    /// `1 frame, 2 for page tables; 4 KiB are zeroed`.
    var cost: String {
        var frames = isCopied || isZeroed ? "1 frame" : "no frame"
        if tables > 0 { frames += ", \(tables) more for page tables" }
        return frames + (isCopied ? "; 4 KiB are copied" : isZeroed ? "; 4 KiB are zeroed" : "")
    }
}

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
        guard let detail = try faultDetail(row) else { return text }
        let kind = architecture.kind
        text += " Entry before: \(detail.before?.text(kind) ?? "empty"); after: \(detail.after?.text(kind) ?? "empty")."
        if let choice = detail.choice { text += " \(choice.text)" }
        return text + " Cost: \(detail.cost)."
    }

    /// The same as JSON; nil where no entry changed.
    func faultJSON(_ row: StoredRow) throws -> JSON? {
        guard let detail = try faultDetail(row) else { return nil }
        let kind = architecture.kind
        return .object([
            ("before", detail.before?.json(kind) ?? .null), ("after", detail.after?.json(kind) ?? .null),
            ("zone", detail.choice?.json ?? .null), ("tables", .number("\(detail.tables)")),
            ("copied", .boolean(detail.isCopied)), ("zeroed", .boolean(detail.isZeroed)),
        ])
    }

    func verb(_ access: String) -> String {
        switch access {
        case "write": "writes to"
        case "execute": "runs code at"
        default: "reads"
        }
    }

    private func faultDetail(_ row: StoredRow) throws -> FaultDetail? {
        guard let frame = row["new_pfn"] ?? row["old_pfn"] else { return nil }
        let outcome = row.word("outcome")
        let protection = UInt8(truncatingIfNeeded: row["prot"] ?? 0)
        var detail = FaultDetail()
        detail.isCopied = outcome == "copy_on_write"
        let taken = try row["new_pfn"].flatMap { try run.taking($0, before: row) }
        detail.isZeroed = outcome == "anonymous" || (outcome == "populate" && row["zone"] != nil)
        if let old = row["old_pfn"] {
            let isZero = try outcome == "copy_on_write" && run.isZeroPage(old)
            let readOnly = protection & ~2
            detail.before = FaultEntry(
                frame: UInt64(bitPattern: old), protection: readOnly, isZeroPage: isZero, isDirty: !isZero && outcome != "file")
            if isZero { (detail.isCopied, detail.isZeroed) = (false, true) }
        }
        detail.after = FaultEntry(
            frame: UInt64(bitPattern: frame), protection: protection, isZeroPage: outcome == "zero_page",
            isDirty: detail.before?.isDirty ?? false)
        detail.choice = try taken.flatMap { try run.zoneChoice($0) }
        detail.tables = try run.tablesMade(for: row)
        return detail
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
        case "huge_page":
            return "It lies in an aligned range inside one area, so a huge page is taken\(taken), zeroed "
                + "and mapped by one entry of level 2."
        case "huge_zero_page": return "The huge zero page is mapped by one entry of level 2, read-only."
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
}

extension Run {
    /// Whether a frame is the shared zero page: some fault mapped it as that.
    fileprivate func isZeroPage(_ frame: Int64) throws -> Bool {
        try database.integer(
            """
            SELECT 1 FROM fault f JOIN code k ON k.table_name = 'fault' AND k.column_name = 'outcome' AND k.code = f.outcome
            WHERE f.new_pfn = ? AND k.word = 'zero_page' LIMIT 1
            """, [.integer(frame)]) != nil
    }

    /// Page tables that the process got since the fault before this one in the step.
    fileprivate func tablesMade(for row: StoredRow) throws -> Int {
        Int(
            try database.integer(
                """
                SELECT count(*) FROM page_table t JOIN code o ON o.table_name = 'page_table' AND o.column_name = 'op' AND o.code = t.op
                WHERE t.step = ?1 AND t.seq < ?2 AND t.pid = ?3 AND o.word = 'allocate'
                AND t.seq > (SELECT coalesce(max(f.seq), 0) FROM fault f WHERE f.step = ?1 AND f.seq < ?2)
                """, [SQLValue(row.step), .integer(row.seq), .integer(row["pid"] ?? 0)]) ?? 0)
    }
}
