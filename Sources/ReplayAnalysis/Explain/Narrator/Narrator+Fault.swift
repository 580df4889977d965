import Notation
import ReplayModel
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

extension Narrator {
    func fault(_ row: Placed<FaultRow>) throws -> String {
        let process = try who(row.process, before: row.step)
        let address = Describe.hex(row.address)
        let place = try area(around: row.address.rawValue, of: row.process, before: row.step)
        var text: String
        if row.outcome == .populate {
            text = "\(process.capitalizedFirst) has \(address) (\(place)) mapped ahead of use. "
        } else {
            let cause = row.cause == .notPresent ? "no page-table entry is present" : "the page-table entry forbids it"
            text = "\(process.capitalizedFirst) \(verb(row.access)) \(address) (\(place)); \(cause), and the MMU faults. "
            text += try registers(row).text + " "
        }
        text += answer(row.row)
        guard let detail = try faultDetail(row) else { return text }
        let kind = architecture.kind
        text += " Entry before: \(detail.before?.text(kind) ?? "empty"); after: \(detail.after?.text(kind) ?? "empty")."
        if let choice = detail.choice { text += " \(choice.text)" }
        return text + " Cost: \(detail.cost)."
    }

    /// The registers as the kernel finds them.
    private func registers(_ row: Placed<FaultRow>) throws -> FaultRegisters {
        FaultRegisters(row.row, architecture.kind, tables: try run.addressSpaces.tablesMade(for: row))
    }

    /// The same as JSON; nil where no entry changed.
    func faultJSON(_ row: Placed<FaultRow>) throws -> JSON? {
        guard let detail = try faultDetail(row) else { return nil }
        let kind = architecture.kind
        return .object([
            ("before", detail.before?.json(kind) ?? .null), ("after", detail.after?.json(kind) ?? .null),
            ("zone", detail.choice?.json ?? .null), ("tables", .number("\(detail.tables)")),
            ("registers", row.outcome == .populate ? .null : try registers(row).json), ("copied", .boolean(detail.isCopied)),
            ("zeroed", .boolean(detail.isZeroed)),
        ])
    }

    func verb(_ access: AccessKind) -> String {
        switch access {
        case .read: "reads"
        case .write: "writes to"
        case .execute: "runs code at"
        }
    }

    private func faultDetail(_ row: Placed<FaultRow>) throws -> FaultDetail? {
        guard let frame = row.newFrame ?? row.oldFrame else { return nil }
        var detail = FaultDetail()
        detail.isCopied = row.outcome == .copyOnWrite
        let taken = try row.newFrame.flatMap { try run.pages.taking($0, before: row) }
        detail.isZeroed = row.outcome == .anonymous || (row.outcome == .populate && row.zone != nil)
        if let old = row.oldFrame {
            let isZero = try row.outcome == .copyOnWrite && run.addressSpaces.isZeroPage(old)
            let readOnly = row.protection & ~2
            detail.before = FaultEntry(
                frame: UInt64(old.rawValue), protection: readOnly, isZeroPage: isZero, isDirty: !isZero && row.outcome != .file)
            if isZero { (detail.isCopied, detail.isZeroed) = (false, true) }
        }
        detail.after = FaultEntry(
            frame: UInt64(frame.rawValue), protection: row.protection, isZeroPage: row.outcome == .zeroPage,
            isDirty: detail.before?.isDirty ?? false)
        detail.choice = try taken.flatMap { try run.zoneChoice($0) }
        detail.tables = try run.addressSpaces.tablesMade(for: row)
        return detail
    }

    private func answer(_ row: FaultRow) -> String {
        let taken = row.zone.map { " from \(zone($0))" } ?? ""
        switch row.outcome {
        case .zeroPage: return "The shared zero page is mapped, read-only: no memory is taken."
        case .anonymous: return "A zeroed frame is taken\(taken) and mapped."
        case .copyOnWrite: return "The page is shared, so a frame is taken\(taken), the page copied, and the copy mapped."
        case .reuse: return "Nobody else maps the frame any more: it only gets write permission."
        case .file: return "A page of the file is mapped."
        case .segmentationFault: return "Nothing there allows it: SIGSEGV ends the process."
        case .outOfMemory: return "No frame is to be had."
        case .hugePage:
            return "It lies in an aligned range inside one area, so a huge page is taken\(taken), zeroed "
                + "and mapped by one entry of level 2."
        case .hugeZeroPage: return "The huge zero page is mapped by one entry of level 2, read-only."
        case .populate: return "A frame is taken\(taken)."
        }
    }

    /// The VMA around an address as maps shows it, or `in no area`.
    private func area(around address: UInt64, of process: ProcessID, before step: UInt64) throws -> String {
        let areas = try run.addressSpaces.areas(of: process.word, at: Moment(step: step, time: 0))
        guard let area = areas.first(where: { $0.start <= address && address < $0.end }) else { return "in no area" }
        var title = area.kind == "file" ? "" : "\(area.kind) "
        title += "area \(area.start.hex(8))-\(area.end.hex(8)) \(Describe.protection(area.protection))"
        return title + (area.file.map { " of \($0)" } ?? "")
    }
}
