import ReplayModel
import ReplayStore

/// The rows that change page-table entries, of `fault` and of `mapping`, in the order of (step, seq).
struct EntryRows {
    private let faults: Statement
    private let changes: Statement
    private var hasFault: Bool
    private var hasChange: Bool

    /// Rows after one step and up to another; of one process (0: the kernel) or of all.
    init(_ database: Database, after first: Int64, upTo last: Int64, of pid: Int64? = nil) throws(StoreError) {
        let range = "step > ? AND step <= ?" + (pid == nil ? "" : " AND pid = ?") + " ORDER BY step, seq"
        faults = try database.prepare(
            "SELECT step, seq, pid, outcome, address, old_pfn, new_pfn, prot, access FROM fault WHERE \(range)")
        changes = try database.prepare("SELECT step, seq, pid, op, vpage, count, pfn, prot FROM mapping WHERE \(range)")
        for statement in [faults, changes] {
            try statement.bind(first, at: 0)
            try statement.bind(last, at: 1)
            if let pid { try statement.bind(pid, at: 2) }
        }
        hasFault = try faults.step()
        hasChange = try changes.step()
    }

    private var isFaultNext: Bool {
        guard hasFault, hasChange else { return hasFault }
        let (fault, change) = (faults.integer(0), changes.integer(0))
        return fault != change ? fault < change : faults.integer(1) < changes.integer(1)
    }

    /// The step of the next row; nil: there is none.
    var nextStep: Int64? {
        guard hasFault || hasChange else { return nil }
        return isFaultNext ? faults.integer(0) : changes.integer(0)
    }

    /// Takes the next row. Precondition: there is one.
    mutating func apply(to maps: inout [Int64: PageMap]) throws(StoreError) {
        if isFaultNext {
            if let outcome = FaultOutcome(rawValue: UInt8(truncatingIfNeeded: faults.integer(3))) {
                maps[faults.integer(2), default: PageMap()].fault(
                    faults.address(4) >> 12, outcome: outcome, old: Self.frame(faults, 5), new: Self.frame(faults, 6),
                    protection: UInt8(truncatingIfNeeded: faults.integer(7)),
                    isWrite: faults.integer(8) == Int64(AccessKind.write.rawValue))
            }
            hasFault = try faults.step()
        } else {
            if let operation = MappingOperation(rawValue: UInt8(truncatingIfNeeded: changes.integer(3))) {
                maps[changes.integer(2), default: PageMap()].change(
                    operation, page: changes.address(4), count: changes.address(5), frame: Self.frame(changes, 6),
                    protection: UInt8(truncatingIfNeeded: changes.integer(7)))
            }
            hasChange = try changes.step()
        }
    }

    private static func frame(_ row: Statement, _ column: Int) -> UInt64? {
        row.optionalInteger(column).map { UInt64(bitPattern: $0) }
    }
}
