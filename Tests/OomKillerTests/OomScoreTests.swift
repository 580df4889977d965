import Testing

@testable import OomKiller
@testable import ReplayModel

private func subject(
    rss: UInt64 = 1000, vss: UInt64 = 4000, tables: UInt64 = 8, last: UInt64 = 6, adj: Int16 = 0, oomAdj: Int8 = 0,
    root: Bool = false
) -> OomSubject {
    OomSubject(
        virtualPages: vss, residentPages: rss, pageTablePages: tables, lastLevelPages: last, oomScoreAdj: adj, oomAdj: oomAdj,
        isRoot: root)
}

@Suite struct OomScoreTests {
    @Test func scoreOf61EqualsEveryRecordedRow() throws {
        let rules = OomRules(.v61, pointerSize: 4)
        let rows = try oomTestSection("oom_score by RSS").dropFirst()
        for row in rows {
            let adj = try #require(Int16(row[7].prefix { $0 != "(" }))
            let process = subject(rss: try #require(UInt64(row[6])), tables: try #require(UInt64(row[3])) / 4, adj: adj)
            let shown = rules.score(process, totalPages: oomTestPages)?.score ?? 0
            #expect(shown == Int64(row[8]), "\(row)")
            #expect(rules.adj(fromScoreAdj: adj) == Int8(row[9]), "\(row)")
        }
        #expect(rows.count == 110)
    }

    @Test func termsAddUpToPoints() throws {
        let score = try #require(OomRules(.v44).score(subject(adj: 100, root: true), totalPages: 250_000))
        #expect(score == OomScore(points: 1008 - 30 + 25_000, base: 1008, rootBonus: 30, adjustment: 25_000, score: 103))
    }

    @Test func rootIsLetOffThirtyThousandthsIn310() throws {
        let user = try #require(OomRules(.v310).score(subject(rss: 50_000), totalPages: 250_000))
        let root = try #require(OomRules(.v310).score(subject(rss: 50_000, root: true), totalPages: 250_000))
        #expect(user.points == 50_006, "only last-level tables count")
        #expect(user.points - root.points == 30 * 250)
        #expect((user.score, root.score) == (200, 170))
    }

    @Test func smallRootProcessKeepsOnePointIn310And44() {
        for generation in [KernelGeneration.v310, .v44] {
            let score = OomRules(generation).score(subject(adj: -900, root: true), totalPages: 250_000)
            #expect(score?.points == 1)
            #expect(score?.score == 0)
        }
    }

    @Test func rootHasNoBonusSince61() {
        for generation in [KernelGeneration.v61, .v618] {
            let rules = OomRules(generation)
            #expect(rules.score(subject(root: true), totalPages: 250_000) == rules.score(subject(), totalPages: 250_000))
        }
    }

    @Test func badnessOf2632IsShiftedByOomAdj() {
        let rules = OomRules(.v2632, pointerSize: 4)
        #expect(rules.score(subject(oomAdj: 0), totalPages: 250_000)?.score == 4000)
        #expect(rules.score(subject(oomAdj: 3), totalPages: 250_000)?.score == 32_000)
        #expect(rules.score(subject(oomAdj: -3), totalPages: 250_000)?.score == 500)
        #expect(rules.score(subject(oomAdj: -17), totalPages: 250_000) == nil)
        #expect(rules.score(subject(vss: 1 << 18, oomAdj: 15), totalPages: 250_000)?.score == 0, "a 32-bit long overflows")
    }

    @Test func badnessOf2632QuartersRootTwice() {
        let rules = OomRules(.v2632)
        #expect(rules.score(subject(root: true), totalPages: 250_000)?.points == 250)
        var process = subject(root: true)
        process.hasRawIO = false
        #expect(rules.score(process, totalPages: 250_000)?.points == 1000)
    }

    @Test func badnessOf2632CountsChildrenAndForgivesAge() {
        var process = subject()
        process.childPages = 2001
        process.cpuSeconds = 16 * 8
        process.runSeconds = 81 * 1024
        process.isNiced = true
        #expect(OomRules(.v2632).score(process, totalPages: 250_000)?.points == 1000)
    }

    @Test func minusThousandExempts() {
        for generation in [KernelGeneration.v310, .v44, .v61, .v618] {
            #expect(OomRules(generation).score(subject(adj: -1000), totalPages: 250_000) == nil)
        }
    }
}
