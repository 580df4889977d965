import Notation
import ReplayModel

/// The logical digest of one table's rows.
struct TableDigest {
    var name: String
    var rows: Int
    var digest: UInt64

    init(name: String, rows: Int, digest: UInt64) {
        self.name = name
        self.rows = rows
        self.digest = digest
    }

    /// The digest over several tables: the digest's step over each one's number of rows and digest.
    init(totalOf tables: [TableDigest]) {
        name = "total"
        rows = tables.reduce(0) { $0 + $1.rows }
        digest = tables.reduce(RollingDigest.start) { RollingDigest.mix(RollingDigest.mix($0, UInt64($1.rows)), $1.digest) }
    }

    /// Sixteen hexadecimal digits.
    var hexadecimal: String { digest.sixteenDigits }
}

extension RollingDigest {
    /// Each transition table's digest so far.
    var tableDigests: [TableDigest] {
        TransitionTable.allCases.map { table in
            TableDigest(name: table.schema.name, rows: rows[Int(table.rawValue)], digest: states[Int(table.rawValue)])
        }
    }

    /// The tables that are not transitions and have a digest, in the order in which they are part of the total.
    static let smallTables: [SmallTable] = [
        .profileSetting, .zone, .name, .counter, .metric, .freeList, .pageblockType, .perCPUState, .zoneState, .slabList,
    ]

    /// The digest of rows that are not all integers: for each value its type's number (as SQLite counts them: 1 integer,
    /// 2 real, 3 text, 4 blob, 5 NULL), then its bits, or its length in bytes and each byte.
    static func digest(of rows: [[SQLValue]]) -> UInt64 {
        var state = start
        for row in rows {
            for value in row { state = absorb(value, state) }
        }
        return state
    }

    private static func absorb(_ value: SQLValue, _ state: UInt64) -> UInt64 {
        switch value {
        case .integer(let integer): mix(mix(state, 1), UInt64(bitPattern: integer))
        case .real(let real): mix(mix(state, 2), real.bitPattern)
        case .text(let text): absorb(Array(text.utf8), mix(state, 3))
        case .blob(let bytes): absorb(bytes, mix(state, 4))
        case .null: mix(state, 5)
        }
    }

    private static func absorb(_ bytes: [UInt8], _ state: UInt64) -> UInt64 {
        bytes.reduce(mix(state, UInt64(bytes.count))) { mix($0, UInt64($1)) }
    }
}

extension Database {
    /// The digest of a small table's rows, in the order of their key.
    func digest(of table: SmallTable) throws(StoreError) -> TableDigest {
        let key = table.columns.prefix(table.keyColumns).map { DataDefinition.quoted($0.name) }.joined(separator: ", ")
        let rows = try rows("SELECT * FROM \(DataDefinition.quoted(table.name)) ORDER BY \(key)")
        return TableDigest(name: table.name, rows: rows.count, digest: RollingDigest.digest(of: rows))
    }
}
