import ReplayModel
import ReplayStore

/// Finds the first row in which two runs differ, in the order of (step, seq) over all tables.
///
/// Checkpoints skip what is equal from the beginning, equal digests whole tables; the rest is read side by side. Names are compared
/// as text, since two traces may number them differently.
struct DivergenceSearch {
    let a: Run
    let b: Run
    /// From b's numbers of names to a's; nil when both runs number all names alike. Names that a does not have are below 0.
    private let names: [Int64]?
    /// Every name of the shorter table has the same number in the other.
    private let isPrefix: Bool

    init(_ a: Run, _ b: Run) throws {
        self.a = a
        self.b = b
        let (left, right) = (try a.allNames(), try b.allNames())
        isPrefix = zip(left, right).allSatisfy { $0 == $1 }
        if left == right {
            names = nil
        } else {
            var numbers: [String: Int64] = [:]
            for (number, text) in left.enumerated() where numbers[text] == nil { numbers[text] = Int64(number) }
            names = right.enumerated().map { numbers[$0.element] ?? -1 - Int64($0.offset) }
        }
    }

    /// The position of the first difference, or nil when there is none.
    func first() throws -> (step: UInt64, seq: Int64)? {
        let digests = names == nil ? try (a.tableDigests(), b.tableDigests()) : ([:], [:])
        let start = isPrefix ? try lastCommonCheckpoint() : 0
        var best: (step: UInt64, seq: Int64)?
        for table in TransitionTable.allCases where table != .checkpoint {
            let name = table.schema.name
            if let digest = digests.0[name], digest == digests.1[name] { continue }
            if let found = try firstDifference(in: table, after: start, until: best?.step ?? .max) {
                if best.map({ found < $0 }) ?? true { best = found }
            }
        }
        return best
    }

    /// The step of the last checkpoint that both runs have with the same digest, before any that differs.
    private func lastCommonCheckpoint() throws -> UInt64 {
        let (left, right) = (try a.checkpoints(), try b.checkpoints())
        var common: UInt64 = 0
        for (x, y) in zip(left, right) {
            guard x == y else { break }
            common = x[0]
        }
        return common
    }

    private func firstDifference(
        in table: TransitionTable, after start: UInt64, until end: UInt64
    ) throws -> (step: UInt64, seq: Int64)? {
        let sql = "SELECT * FROM \"\(table.schema.name)\" WHERE step > ? AND step <= ? ORDER BY step, seq"
        let (left, right) = (try a.database.prepare(sql), try b.database.prepare(sql))
        for statement in [left, right] {
            try statement.bind(Int64(bitPattern: start), at: 0)
            try statement.bind(Int64(clamping: end), at: 1)
        }
        let columns = NameColumns(table)
        while true {
            let (hasLeft, hasRight) = (try left.step(), try right.step())
            guard hasLeft && hasRight else {
                return hasLeft ? position(left) : hasRight ? position(right) : nil
            }
            if !isEqual(left, right, columns) {
                let (x, y) = (position(left), position(right))
                return x < y ? x : y
            }
        }
    }

    private func position(_ row: Statement) -> (step: UInt64, seq: Int64) { (row.address(0), row.integer(1)) }

    private func isEqual(_ left: Statement, _ right: Statement, _ columns: NameColumns) -> Bool {
        let named = names == nil ? 0 : columns.mask(left)
        for column in 0..<columns.count {
            let (x, y) = (left.optionalInteger(column), right.optionalInteger(column))
            guard named & (1 << column) != 0, let y, let names else {
                if x != y { return false }
                continue
            }
            if x != (names.indices.contains(Int(y)) ? names[Int(y)] : -1 - y) { return false }
        }
        return true
    }
}

/// Which columns of a table hold numbers of names.
private struct NameColumns {
    let count: Int
    private let fixed: UInt64
    /// Where an event says which of its arguments are names, and the first argument.
    private let arguments: (mask: Int, first: Int)?

    init(_ table: TransitionTable) {
        let columns = table.schema.columns
        count = columns.count + 2
        fixed = columns.enumerated().reduce(0) { $1.element.type == .name ? $0 | 1 << UInt64($1.offset + 2) : $0 }
        let event = EventRow.Column.self
        arguments = table == .event ? (event.named.rawValue + 2, event.arguments.rawValue + 2) : nil
    }

    func mask(_ row: Statement) -> UInt64 {
        guard let arguments else { return fixed }
        return fixed | row.address(arguments.mask) << UInt64(arguments.first)
    }
}

extension Run {
    fileprivate func allNames() throws -> [String] { try database.rows("SELECT text FROM name ORDER BY id") { $0.text(0) } }

    /// Rows and digest of each table, as one text.
    fileprivate func tableDigests() throws -> [String: String] {
        var digests: [String: String] = [:]
        try database.forEachRow("SELECT table_name, \"rows\", digest FROM digest") { row in
            digests[row.text("table_name")] = "\(row.integer("rows")) \(row.text("digest"))"
        }
        return digests
    }

    fileprivate func checkpoints() throws -> [[UInt64]] {
        try database.rows(of: CheckpointRow.self, "ORDER BY step, seq").map { [$0.step, $0.rows, $0.digest] }
    }
}
