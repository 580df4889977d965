import Testing

@testable import ReplayModel
@testable import ReplayStore

/// Rows are read back as they were put, from a batch and from a file.
@Suite struct TableRowTests {
    private func sampleLog() -> TransitionLog {
        var log = TransitionLog()
        log.begin(step: Step(1))
        SampleRows.appendOneOfEach(to: &log)
        return log
    }

    @Test func everyRowOfABatchIsReadBack() {
        let log = sampleLog()
        for table in TransitionTable.allCases {
            let rows = log.tables[Int(table.rawValue)]
            #expect(rows.rowCount > 0, "\(table) has a sample")
            #expect(again(rows, table.row) == rows.values, "\(table)")
        }
    }

    /// The rows read and written once more.
    private func again<Row: TableRow>(_ rows: RowBuffer, _ type: Row.Type) -> WordBuffer {
        var copy = RowBuffer(width: rows.width)
        for index in 0..<rows.rowCount {
            let step = UInt64(bitPattern: rows.values[index * rows.width])
            copy.append(step: step, seq: rows.values[index * rows.width + 1], rows.row(index, as: type))
        }
        return copy.values
    }

    @Test func everyRowOfAFileIsReadBack() throws {
        let scratch = try Scratch()
        var log = sampleLog()
        let tables = log.tables
        let writer = try PageTransitionWriter(path: scratch.path("run.sqlite"))
        try writer.take(&log)
        try writer.finish(RunSummary())
        let database = try RunFile.open(scratch.path("run.sqlite"))
        for table in TransitionTable.allCases where table != .checkpoint {
            #expect(try stored(in: database, table.row) == tables[Int(table.rawValue)].values, "\(table)")
        }
    }

    private func stored<Row: TableRow>(in database: Database, _ type: Row.Type) throws -> WordBuffer {
        var copy = RowBuffer(width: Row.schema.columns.count + 2)
        for row in try database.rows(of: type, "ORDER BY step, seq") { copy.append(step: row.step, seq: row.seq, row.row) }
        return copy.values
    }

    @Test func aValueThatHasTheBitsOfNullIsNoNull() throws {
        var log = TransitionLog()
        log.begin(step: Step(1))
        log.append(AnomalyRow(kind: .init(1), value: UInt64(bitPattern: RowBuffer.null)))
        let row: AnomalyRow = log.tables[Int(TransitionTable.anomaly.rawValue)].row(0)
        #expect(row.value == UInt64(bitPattern: RowBuffer.null) && row.line == nil)
    }

    @Test func aRowThatHoldsWhatNoRowCanHoldIsAnErrorThatSaysWhere() throws {
        let scratch = try Scratch()
        let writer = try PageTransitionWriter(path: scratch.path("run.sqlite"))
        var log = TransitionLog()
        log.begin(step: Step(7))
        RawRow.$current.withValue(.keyframe) { log.append(RawRow(values: [99, 1])) }
        try writer.take(&log)
        try writer.finish(RunSummary())
        let database = try RunFile.open(scratch.path("run.sqlite"))
        let error = #expect(throws: StoreError.self) { try database.rows(of: KeyframeRow.self, "") }
        #expect(error?.message == "step 7, row 0 of keyframe holds in subject what no row can hold")
    }

    @Test func columnsNameThemselvesAsSQLHasThem() {
        #expect("\(FaultRow.Column.oldFrame)" == "\"old_pfn\"")
        #expect(OomZoneRow.Column.types.name == "t0")
        #expect(VmaCheckpointRow.schema.columns.map(\.name) == Array(VmaRow.schema.columns.dropFirst()).map(\.name))
    }
}
