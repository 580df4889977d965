import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct RoundTripTests {
    private static let extremes: [Int64] = [0, 1, -1, .max, .min + 1, 0x7fff_ffff, -0x8000_0001]

    /// All but checkpoints, whose values are the writer's.
    private static let tables = TransitionTable.allCases.filter { $0 != .checkpoint }

    @Test(arguments: tables)
    func extremeIntegersComeBack(table: TransitionTable) throws {
        let columns = table.schema.columns
        let rows = Self.extremes.map { value in columns.indices.map { $0 % 2 == 0 ? value : ~value } }
        let scratch = try Scratch()
        let run = try scratch.run { log in
            RawRow.$current.withValue(table) {
                for (step, row) in rows.enumerated() {
                    log.begin(step: Step(UInt64(step + 1)))
                    log.append(RawRow(values: row.map { $0 == .min ? 0 : $0 }))
                }
            }
        }
        let stored = try run.rows("SELECT * FROM \(table.schema.name) ORDER BY step, seq")
        let expected = rows.enumerated().map { step, row in
            ([Int64(step + 1), 0] + row.map { $0 == .min ? 0 : $0 }).map { SQLValue.integer($0) }
        }
        #expect(stored == expected)
    }

    @Test(arguments: tables)
    func nullIsStoredWhereTheSchemaAllowsItAndItsBitsAreANumberElsewhere(table: TransitionTable) throws {
        let columns = table.schema.columns
        let scratch = try Scratch()
        let run = try scratch.run { log in
            log.begin(step: Step(1))
            RawRow.$current.withValue(table) { log.append(RawRow(values: columns.map { _ in RowBuffer.null })) }
        }
        let stored = try run.rows("SELECT * FROM \(table.schema.name)")
        #expect(stored == [[1, 0] + columns.map { $0.isOptional ? .null : .integer(RowBuffer.null) }])
    }

    @Test(arguments: [false, true])
    func anOptionalValueWithTheBitsOfNullIsAValue(isDirect: Bool) throws {
        let bits = UInt64(bitPattern: RowBuffer.null)
        let expected: [SQLValue] = (1...40).map { $0 % 3 == 0 ? .integer(RowBuffer.null) : .null }
        let scratch = try Scratch()
        let writer: any RunWriter =
            isDirect ? try PageTransitionWriter(path: scratch.path("run")) : try SQLiteTransitionWriter(path: scratch.path("run"))
        var log = TransitionLog()
        for step in 1...40 {
            log.begin(step: Step(UInt64(step)))
            log.append(AnomalyRow(kind: .init(1), value: step % 3 == 0 ? bits : nil))
            if step % 7 == 0 { try writer.take(&log) }
        }
        try writer.take(&log)
        try writer.finish(.sample)
        #expect(try RunFile.open(scratch.path("run")).rows("SELECT value FROM anomaly") { $0.value(0) } == expected)
    }

    @Test func everyRowTypePutsAsManyValuesAsItsSchemaHasColumns() {
        var log = TransitionLog()
        log.begin(step: Step(1))
        SampleRows.appendOneOfEach(to: &log)
        for table in TransitionTable.allCases {
            let buffer = log.tables[Int(table.rawValue)]
            #expect(buffer.values.count == table.schema.columns.count + 2, "\(table)")
        }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 32, 1000])
    func anyNumberOfRowsIsWrittenInOrder(count: Int) throws {
        let scratch = try Scratch()
        let run = try scratch.run { log in
            for step in 0..<count {
                log.begin(step: Step(UInt64(step + 1)))
                log.append(MarkRow(text: .init(UInt32(step))))
            }
        }
        #expect(try run.rows("SELECT step, label FROM mark") { $0.integer(1) } == (0..<count).map(Int64.init))
    }
}
