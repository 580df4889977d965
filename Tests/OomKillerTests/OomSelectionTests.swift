import Testing

@testable import OomKiller
@testable import ReplayModel

private func candidate(
    _ pid: Int32, _ points: Int64?, parent: Int32 = 1, _ eligibility: OomEligibility = .eligible
) -> OomCandidate {
    OomCandidate(
        process: ProcessID(pid), parent: ProcessID(parent), eligibility: eligibility,
        score: points.map { OomScore(points: $0, base: $0, rootBonus: 0, adjustment: 0, score: 0) })
}

@Suite struct OomSelectionTests {
    @Test func mostPointsDie() {
        let list = [candidate(10, 5), candidate(11, 9), candidate(12, 7)]
        for generation in KernelGeneration.allCases {
            #expect(OomRules(generation).select(list) == .kill(victim: 1, chosen: 1))
        }
    }

    @Test func lastOfEqualsDiesIn61AndFirstBefore() {
        let list = [candidate(10, 9), candidate(11, 9)]
        #expect(OomRules(.v61).select(list) == .kill(victim: 1, chosen: 1))
        #expect(OomRules(.v618).select(list) == .kill(victim: 1, chosen: 1))
        #expect(OomRules(.v44).select(list) == .kill(victim: 0, chosen: 0))
        #expect(OomRules(.v310).select(list) == .kill(victim: 0, chosen: 0))
        #expect(OomRules(.v2632).select(list) == .kill(victim: 0, chosen: 0))
    }

    @Test func negativePointsCanWinIn61() {
        #expect(OomRules(.v61).select([candidate(10, -200), candidate(11, -100)]) == .kill(victim: 1, chosen: 1))
    }

    @Test func initKernelThreadsAndExemptAreNeverChosen() {
        let list = [
            candidate(1, 90, .`init`), candidate(2, 80, .kernelThread), candidate(10, nil, .adjMinimum), candidate(11, 1),
        ]
        #expect(OomRules(.v61).select(list) == .kill(victim: 3, chosen: 3))
        #expect(OomRules(.v61).select(Array(list.prefix(3))) == .nobody)
    }

    @Test func aDyingProcessIsAwaited() {
        #expect(OomRules(.v61).select([candidate(10, 5), candidate(11, 9, .dying)]) == .wait)
    }

    @Test func aChildDiesForItsParentBefore51() {
        let list = [candidate(10, 9), candidate(11, 2, parent: 10), candidate(12, 3, parent: 10), candidate(13, 4, parent: 1)]
        #expect(OomRules(.v2632).select(list) == .kill(victim: 1, chosen: 0))
        #expect(OomRules(.v310).select(list) == .kill(victim: 2, chosen: 0))
        #expect(OomRules(.v44).select(list) == .kill(victim: 2, chosen: 0))
        #expect(OomRules(.v61).select(list) == .kill(victim: 0, chosen: 0))
    }

    @Test func theAllocatingTaskMayBeChosenByRule() {
        let list = [candidate(10, 9), candidate(11, 2)]
        #expect(OomRules(.v61).select(list, allocating: 1) == .kill(victim: 1, chosen: 1))
        let exempt = [candidate(10, 9), candidate(11, nil, .adjMinimum)]
        #expect(OomRules(.v61).select(exempt, allocating: 1) == .kill(victim: 0, chosen: 0))
    }

    @Test func eligibilityNamesTheFirstReason() {
        let exempt = OomSubject(
            virtualPages: 1, residentPages: 1, pageTablePages: 0, lastLevelPages: 0, oomScoreAdj: -1000, isRoot: true)
        let rules = OomRules(.v61)
        #expect(rules.eligibility(isInit: true, isKernelThread: false, isDying: true, subject: exempt) == .`init`)
        #expect(rules.eligibility(isInit: false, isKernelThread: true, isDying: false, subject: exempt) == .kernelThread)
        #expect(rules.eligibility(isInit: false, isKernelThread: false, isDying: true, subject: exempt) == .dying)
        #expect(rules.eligibility(isInit: false, isKernelThread: false, isDying: false, subject: exempt) == .adjMinimum)
    }
}
