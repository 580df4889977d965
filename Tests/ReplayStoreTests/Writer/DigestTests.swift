import Testing

@testable import Replay
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
        replay(cut: cut, label: label) { log in
            digest.absorb(log)
            log.removeRows()
        }
        #expect(digest.totalRows == 200)
        return digest.total
    }

    @Test func theDigestDoesNotDependOnHowRowsAreCutIntoBatches() {
        let whole = digest { _ in false }
        #expect(digest { _ in true } == whole)
        #expect(digest { $0 % 7 == 3 } == whole)
    }

    @Test func absorbingTwiceBetweenFlushesCountsEachRowOnce() {
        var digest = RollingDigest()
        replay(cut: { $0 % 10 == 0 }) { log in
            digest.absorb(log)
            digest.absorb(log)
            if log.step % 20 == 0 { log.removeRows() }
        }
        #expect(digest.total == self.digest { _ in false })
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
        digest.absorb(log)
        #expect(digest.states[Int(TransitionTable.mark.rawValue)] == lanes.reduce(0xcbf2_9ce4_8422_2325, mix))
    }

    @Test func theLogsDigestIsThatOfItsRows() {
        var digest = RollingDigest()
        var batch = TransitionBatch()
        var last: UInt64 = 0
        replay(cut: { $0 % 9 == 4 }) { log in
            digest.absorb(log)
            if log.step % 2 == 0 { log.moveRows(to: &batch) } else { log.removeRows() }
            last = log.digest.total
        }
        #expect(last == digest.total)
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
