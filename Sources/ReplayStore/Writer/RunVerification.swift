import CSQLite
import ReplayModel

/// A finished run's file read again: whether its pages are sound, and whether its rows are those that were stored.
///
/// Every row of every table with a digest is read in the order of its key and digested; the digests are compared with those that the
/// run wrote about itself. Memory does not depend on the file's size.
public struct RunVerification: Sendable {
    /// Rows of all tables with a digest.
    public private(set) var rows = 0
    /// Tables with a digest.
    public private(set) var tables = 0
    /// The digest over all of them, hexadecimal.
    public private(set) var digest = ""
    /// What does not hold, a line each; empty: the run is as it was stored.
    public private(set) var problems: [String] = []

    /// Rows that are digested together.
    private static let stride = 4096

    /// Reads a run. Errors: as of `RunFile.open`, and a file that cannot be read.
    public init(path: String) throws(StoreError) {
        let database = try RunFile.open(path)
        do throws(StoreError) {
            try checkPages(database)
            if problems.isEmpty { try checkDigests(database) }
        } catch {
            guard error.code & 0xff == SQLITE_CORRUPT else { throw error }
            problems.append(error.message)
        }
    }

    private mutating func checkPages(_ database: Database) throws(StoreError) {
        try database.forEachRow("PRAGMA quick_check") { row in
            if row.text(0) != "ok" { problems.append(row.text(0)) }
        }
    }

    private mutating func checkDigests(_ database: Database) throws(StoreError) {
        var found = try Self.transitions(database).tableDigests
        for table in RollingDigest.smallTables { found.append(try database.digest(of: table)) }
        tables = found.count
        found.append(TableDigest(totalOf: found))
        rows = found[tables].rows
        digest = found[tables].hexadecimal
        var stored: [String: (rows: Int64, digest: String)] = [:]
        try database.forEachRow("SELECT * FROM digest") { row in
            stored[row.text("table_name")] = (row.integer("rows"), row.text("digest"))
        }
        for table in found {
            guard let was = stored[table.name] else {
                problems.append("\(table.name): the run has no digest of it")
                continue
            }
            if was.rows == Int64(table.rows) && was.digest == table.hexadecimal { continue }
            problems.append(
                "\(table.name): \(table.rows) rows with digest \(table.hexadecimal); \(was.rows) with \(was.digest) were stored")
        }
    }

    private static func transitions(_ database: Database) throws(StoreError) -> RollingDigest {
        var digest = RollingDigest()
        for table in TransitionTable.allCases {
            let width = table.schema.columns.count + 2
            var words: [Int64] = []
            words.reserveCapacity(stride * width)
            try database.forEachRow("SELECT * FROM \(DataDefinition.quoted(table.schema.name)) ORDER BY step, seq") { row in
                for column in 0..<width { words.append(row.optionalInteger(column) ?? RowBuffer.null) }
                if words.count == stride * width { absorb(&words, &digest, table) }
            }
            absorb(&words, &digest, table)
        }
        return digest
    }

    private static func absorb(_ words: inout [Int64], _ digest: inout RollingDigest, _ table: TransitionTable) {
        words.withUnsafeBufferPointer { digest.absorb(words: $0, of: table) }
        words.removeAll(keepingCapacity: true)
    }
}
