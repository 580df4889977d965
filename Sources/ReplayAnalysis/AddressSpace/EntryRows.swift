import ReplayModel
import ReplayStore

/// The rows that change page-table entries, of `fault` and of `mapping`, in the order of (step, seq).
struct EntryRows {
    private let faults: RowCursor<FaultRow>
    private let changes: RowCursor<MappingRow>
    private var fault: Placed<FaultRow>?
    private var change: Placed<MappingRow>?

    /// Rows after one step and up to another; of one process (0: the kernel) or of all.
    init(_ database: Database, after first: Int64, upTo last: Int64, of pid: Int64? = nil) throws(StoreError) {
        func clause(_ process: some TableColumn) -> String {
            "WHERE step > ? AND step <= ?" + (pid == nil ? "" : " AND \(process) = ?") + " ORDER BY step, seq"
        }
        let parameters: [SQLValue] = [.integer(first), .integer(last)] + (pid.map { [.integer($0)] } ?? [])
        faults = try RowCursor(database, clause(FaultRow.Column.process), parameters)
        changes = try RowCursor(database, clause(MappingRow.Column.process), parameters)
        fault = try faults.next()
        change = try changes.next()
    }

    private var isFaultNext: Bool {
        guard let fault, let change else { return fault != nil }
        return RowPosition(fault) < RowPosition(change)
    }

    /// The step of the next row; nil: there is none.
    var nextStep: Int64? { (isFaultNext ? fault?.step : change?.step).map { Int64(bitPattern: $0) } }

    /// Takes the next row. Precondition: there is one.
    mutating func apply(to maps: inout [Int64: PageMap]) throws(StoreError) {
        if isFaultNext, let row = fault?.row {
            maps[Int64(row.process.rawValue), default: PageMap()].fault(row)
            fault = try faults.next()
        } else if let row = change?.row {
            maps[Int64(row.process.rawValue), default: PageMap()].change(row)
            change = try changes.next()
        }
    }
}
