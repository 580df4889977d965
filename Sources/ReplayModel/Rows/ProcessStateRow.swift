/// Figures of a process after each step that changed them: statm, status and oom_score over time.
public struct ProcessStateRow: TransitionRow {
    public var process: ProcessID
    public var virtualPages: UInt64
    public var residentPages: UInt64
    public var anonymousPages: UInt64
    public var filePages: UInt64
    public var pageTablePages: UInt64
    public var lockedPages: UInt64
    public var dataPages: UInt64
    public var stackPages: UInt64
    public var textPages: UInt64
    public var minorFaults: UInt64
    public var oomScoreAdj: Int16
    public var oomAdj: Int8
    public var alive: Bool
    public var peakVirtualPages: UInt64? = nil
    public var peakResidentPages: UInt64? = nil

    public init(process: ProcessID, virtualPages: UInt64, residentPages: UInt64, anonymousPages: UInt64, filePages: UInt64, pageTablePages: UInt64, lockedPages: UInt64, dataPages: UInt64, stackPages: UInt64, textPages: UInt64, minorFaults: UInt64, oomScoreAdj: Int16, oomAdj: Int8, alive: Bool, peakVirtualPages: UInt64? = nil, peakResidentPages: UInt64? = nil) {
        self.process = process
        self.virtualPages = virtualPages
        self.residentPages = residentPages
        self.anonymousPages = anonymousPages
        self.filePages = filePages
        self.pageTablePages = pageTablePages
        self.lockedPages = lockedPages
        self.dataPages = dataPages
        self.stackPages = stackPages
        self.textPages = textPages
        self.minorFaults = minorFaults
        self.oomScoreAdj = oomScoreAdj
        self.oomAdj = oomAdj
        self.alive = alive
        self.peakVirtualPages = peakVirtualPages
        self.peakResidentPages = peakResidentPages
    }

    public static let table = TransitionTable.processState

    public static let schema = TableSchema(
        "process_state",
        "Figures of a process after each step that changed them: statm, status and oom_score over time.",
        [
            ColumnSchema("pid", .integer, "pid"),
            ColumnSchema("vss", .integer, "size of all VMAs, pages (VSS)"),
            ColumnSchema("rss", .integer, "resident pages (RSS)"),
            ColumnSchema("anon", .integer, "resident anonymous pages"),
            ColumnSchema("file", .integer, "resident file pages"),
            ColumnSchema("page_tables", .integer, "page-table pages"),
            ColumnSchema("locked", .integer, "pages of locked VMAs"),
            ColumnSchema("data", .integer, "pages of private writable VMAs"),
            ColumnSchema("stack", .integer, "pages of stack VMAs"),
            ColumnSchema("text", .integer, "pages of executable VMAs"),
            ColumnSchema("min_flt", .integer, "minor faults so far"),
            ColumnSchema("oom_score_adj", .integer, "oom_score_adj"),
            ColumnSchema("oom_adj", .integer, "oom_adj as it reads back"),
            ColumnSchema("alive", .integer, "0 after exit"),
            ColumnSchema(
                "peak_vss", .integer, optional: true,
                "largest vss since the address space began; told every 65,536 steps, when every live process has a row"),
            ColumnSchema("peak_rss", .integer, optional: true, "largest rss since then; told with peak_vss"),
        ])

    public func encode(into row: inout RowWriter) {
        row.put(process)
        row.put(virtualPages)
        row.put(residentPages)
        row.put(anonymousPages)
        row.put(filePages)
        row.put(pageTablePages)
        row.put(lockedPages)
        row.put(dataPages)
        row.put(stackPages)
        row.put(textPages)
        row.put(minorFaults)
        row.put(oomScoreAdj)
        row.put(oomAdj)
        row.put(alive)
        row.put(peakVirtualPages)
        row.put(peakResidentPages)
    }
}
