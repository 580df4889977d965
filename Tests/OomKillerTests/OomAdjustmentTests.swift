import Testing

@testable import OomKiller
@testable import ReplayModel

@Suite struct OomAdjustmentTests {
    let rules = OomRules(.v61, pointerSize: 4)

    @Test func legacyWritesConvertAsRecorded() throws {
        let rows = try oomTestSection("legacy oom_adj writes")
        #expect(rows.count == 39)
        var stored: Int16 = 0
        for row in rows {
            let value = try #require(Int64(row[0]))
            let outcome = rules.writeAdj(value, current: stored, floor: 0, privileged: true)
            if case .stored(let new, let floor) = outcome {
                stored = new
                #expect(floor == 0, "a legacy write leaves the floor")
            }
            #expect((outcome != .invalid) == (row[1] == "ok"), "\(row)")
            #expect(stored == Int16(row[row.count - 3]), "\(row)")
            #expect(rules.adj(fromScoreAdj: stored) == Int8(row[row.count - 2]), "\(row)")
        }
    }

    @Test func allThirtyThreeValuesReadBackTowardsZero() {
        for adj in Int8(-17)...15 {
            let back = rules.adj(fromScoreAdj: rules.scoreAdj(fromAdj: adj))
            let retained = adj == -17 || adj == 0 || adj == 15
            #expect(back == (retained ? adj : adj - adj.signum()), "\(adj)")
        }
    }

    @Test func scoreAdjReadsBackAsRecorded() throws {
        let rows = try oomTestSection("oom_score_adj writes -> oom_adj readback")
        #expect(rows.count == 24)
        for row in rows {
            let value = try #require(Int64(row[0]))
            let outcome = rules.writeScoreAdj(value, current: 1000, floor: 0, privileged: true)
            #expect((outcome != .invalid) == (row[1] == "ok"), "\(row)")
            if case .stored(let new, _) = outcome { #expect(rules.adj(fromScoreAdj: new) == Int8(row[3]), "\(row)") }
        }
    }

    @Test func readBackIsSixteenBeforeTheClamp() {
        #expect(OomRules(.v44).adj(fromScoreAdj: 942) == 16)
        #expect(rules.adj(fromScoreAdj: 942) == 15)
    }

    @Test func unprivilegedWritesAsRecorded() throws {
        let rows = try oomTestSection("as uid 1000")
        #expect(rows.count == 16)
        var stored: Int16 = 0
        for row in rows {
            let value = try #require(Int64(row[1]))
            let outcome =
                row[0] == "oom_adj"
                ? rules.writeAdj(value, current: stored, floor: 0, privileged: false)
                : rules.writeScoreAdj(value, current: stored, floor: 0, privileged: false)
            if case .stored(let new, _) = outcome { stored = new }
            #expect((outcome == .denied) == (row[2] == "Permission"), "\(row)")
            #expect((outcome == .invalid) == (row[2] == "Invalid"), "\(row)")
            #expect(stored == row.last.flatMap { Int16($0) }, "\(row)")
        }
    }

    @Test func rootSetsTheFloor() {
        #expect(rules.writeScoreAdj(300, current: 0, floor: 0, privileged: true) == .stored(300, floor: 300))
        #expect(rules.writeScoreAdj(299, current: 500, floor: 300, privileged: false) == .denied)
        #expect(rules.writeScoreAdj(300, current: 500, floor: 300, privileged: false) == .stored(300, floor: 300))
    }

    @Test func adjOf2632IsStoredAsWritten() {
        let old = OomRules(.v2632)
        #expect(old.writeAdj(-16, current: 0, floor: 0, privileged: true) == .stored(-16, floor: 0))
        #expect(old.writeAdj(-1, current: 0, floor: 0, privileged: false) == .denied)
    }
}
