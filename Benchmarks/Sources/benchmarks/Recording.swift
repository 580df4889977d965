import CInserts
import Glibc
import Replay
import ReplayModel
import ReplayStore
import Runs
import TraceFormat

/// The rows that a replay gives, kept in memory, batch by batch.
final class Recording: TransitionSink {
    private(set) var batches: [TransitionBatch] = []
    private(set) var summary = RunSummary()
    /// The statements that make the tables.
    private(set) var ddl = ""

    var count: Int { batches.reduce(0) { $0 + $1.tables.reduce(0) { $0 + $1.rowCount } } }

    static var empty: Recording { Recording() }

    private init() {}

    /// Replays a trace as the recording says, and puts its rows `copies` times one after the other. `folder`: where a small file can be made for the tables' statements.
    convenience init(_ trace: String, folder: String, copies: Int) throws {
        self.init()
        let reader = try TraceFile.open(trace, source: 0)
        let profile = MachineProfile.builtIn(named: reader.header.first("profile") ?? "x86_64-24g")!
        let placement: Placement = reader.header.first("placement") == "recorded" ? .recorded : .model
        _ = try ReplayJob(profile: profile, placement: placement).run(
            [(name: "trace", reader: reader)], names: NameTable(), into: self)
        let (once, length) = (batches, ((batches.last?.step ?? 0) / 4096 + 1) * 4096)
        for copy in 1..<copies { batches += once.map { $0.moved(by: UInt64(copy) * length) } }
        let path = folder + "/replay-store-tables.sqlite"
        remove(path)
        try PageTransitionWriter(path: path).finish(summary)
        ddl = try Database(path: path, mode: .readOnly)
            .rows("SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") { $0.text(0) }.joined(separator: ";\n")
        remove(path)
    }

    func take(_ log: inout TransitionLog) {
        var batch = TransitionBatch()
        log.moveRows(to: &batch)
        batches.append(batch)
    }

    func finish(_ summary: RunSummary) { self.summary = summary }

    /// Writes the rows as a C program would: a prepared INSERT for each table.
    func insertInC(_ path: String, ddl: String? = nil) throws {
        let tables = TransitionTable.allCases
        guard let file = inserts_open(path, ddl ?? self.ddl, 4096, Int32(tables.count)) else { fatalError("no file \(path)") }
        let optional = tables.map { [0, 0] + $0.schema.columns.map { $0.isOptional ? 1 : 0 as UInt8 } }
        for (index, table) in tables.enumerated() {
            let marks = optional[index].map { _ in "?" }.joined(separator: ",")
            precondition(inserts_prepare(file, Int32(index), "INSERT INTO \"\(table.schema.name)\" VALUES (\(marks))") == 1)
        }
        for batch in batches {
            for (index, rows) in batch.tables.enumerated() {
                let isGood = rows.values.withUnsafeBufferPointer {
                    inserts_rows(file, Int32(index), $0.baseAddress, rows.rowCount, Int32(rows.width), optional[index], RowBuffer.null)
                }
                precondition(isGood == 1, "rows go in")
            }
        }
        precondition(inserts_close(file) == 1, "the file is complete")
    }
}
