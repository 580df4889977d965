import Testing

@testable import ReplayModel
@testable import ReplayStore

@Suite struct DigestTests {
    /// 100 steps with a mark and an object each; the log is given to `take` when `cut` says so.
    private func replay(cut: (Int) -> Bool, label: (Int) -> UInt32 = { UInt32($0) }, _ take: (inout TransitionLog) -> Void) {
        var log = TransitionLog()
        for step in 1...100 {
            log.begin(step: Step(UInt64(step)))
            log.append(MarkRow(text: .init(label(step))))
            log.append(SampleRows.object(.allocate, UInt64(step)))
            if cut(step) { take(&log) }
        }
        take(&log)
    }

    private func digest(cut: @escaping (Int) -> Bool, label: @escaping (Int) -> UInt32 = { UInt32($0) }) -> UInt64 {
        var digest = RollingDigest()
        var batch = TransitionBatch()
        replay(cut: cut, label: label) { log in
            log.moveRows(to: &batch)
            digest.seal(&batch)
        }
        #expect(digest.totalRows == 200)
        return digest.total
    }

    @Test func theDigestDoesNotDependOnHowRowsAreCutIntoBatches() {
        let whole = digest { _ in false }
        #expect(digest { _ in true } == whole)
        #expect(digest { $0 % 7 == 3 } == whole)
    }

    @Test func oneOtherValueGivesAnotherDigest() {
        #expect(digest(cut: { _ in false }) != digest(cut: { _ in false }, label: { $0 == 50 ? 51 : UInt32($0) }))
    }

    @Test(arguments: 1...6)
    func theDigestIsTheDocumentedFunction(rows: Int) {
        var log = TransitionLog()
        var lanes = [UInt64](repeating: 0xcbf2_9ce4_8422_2325, count: 4)
        func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
            let product = (state ^ word) &* 0x9e37_79b9_7f4a_7c15
            return product ^ product >> 32
        }
        for row in 0..<rows {
            log.begin(step: Step(UInt64(row + 3)))
            log.append(MarkRow(text: .init(UInt32(row))))
            for (column, word) in [row + 3, 0, row].enumerated() {
                lanes[(row * 3 + column) % 4] = mix(lanes[(row * 3 + column) % 4], UInt64(word))
            }
        }
        var digest = RollingDigest()
        var batch = TransitionBatch()
        log.moveRows(to: &batch)
        digest.seal(&batch)
        #expect(digest.states[Int(TransitionTable.mark.rawValue)] == lanes.reduce(0xcbf2_9ce4_8422_2325, mix))
    }

    /// Checkpoints at steps 20, 40 … 100 hold what a digest of the rows before them would be, wherever batches are cut.
    @Test(arguments: [1, 7, 20, 33, 1000])
    func aCheckpointHoldsTheDigestOfTheRowsBeforeIt(length: Int) {
        var log = TransitionLog()
        var (digest, plain) = (RollingDigest(), RollingDigest())
        var (batch, single) = (TransitionBatch(), TransitionBatch())
        var (found, expected): ([Int64], [Int64]) = ([], [])
        for step in 1...100 {
            log.begin(step: Step(UInt64(step)))
            log.append(MarkRow(text: .init(UInt32(step))))
            log.append(SampleRows.object(.allocate, UInt64(step)))
            if step % 20 == 0 { log.append(CheckpointRow()) }
            guard step % length == 0 || step == 100 else { continue }
            log.moveRows(to: &batch)
            digest.seal(&batch)
            let table = batch.tables[Int(TransitionTable.checkpoint.rawValue)]
            for at in stride(from: 0, to: table.values.count, by: 4) {
                found += [table.values[at], table.values[at + 2], table.values[at + 3]]
            }
        }
        var again = TransitionLog()
        for step in 1...100 {
            again.begin(step: Step(UInt64(step)))
            again.append(MarkRow(text: .init(UInt32(step))))
            again.append(SampleRows.object(.allocate, UInt64(step)))
            again.moveRows(to: &single)
            plain.seal(&single)
            guard step % 20 == 0 else { continue }
            expected += [Int64(step), Int64(plain.totalRows), Int64(bitPattern: plain.total)]
            again.append(CheckpointRow(rows: UInt64(plain.totalRows), digest: plain.total))
            again.moveRows(to: &single)
            let row = single.tables[Int(TransitionTable.checkpoint.rawValue)]
            plain.absorb(row, 0..<row.values.count, table: Int(TransitionTable.checkpoint.rawValue))
        }
        #expect(found == expected && expected.count == 15)
        #expect(digest.total == plain.total)
    }

    @Test func theStoredTotalChangesWithNamesAndNotWithLabels() throws {
        let scratch = try Scratch()
        func total(_ name: String, _ change: (inout RunSummary) -> Void) throws -> SQLValue? {
            var summary = RunSummary.sample
            change(&summary)
            return try scratch.run(name, summary: summary).value("SELECT value FROM run WHERE key = 'digest'")
        }
        let plain = try total("a.sqlite") { _ in }
        #expect(try total("b.sqlite") { $0.identity.append(("label", "mine")) } == plain)
        #expect(try total("c.sqlite") { _ = $0.names.intern("other") } != plain)
        #expect(try total("d.sqlite") { $0.profile[0].value = 2 } != plain)
    }
}
