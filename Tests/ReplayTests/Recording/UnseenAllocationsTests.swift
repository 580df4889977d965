import Testing

@testable import Pages
@testable import Replay
@testable import ReplayModel

@Suite struct UnseenAllocationsTests {
    @Test func aFreeOfAFreeFrameProvesAnAllocationSinceItsLastEvent() {
        var unseen = UnseenAllocations()
        unseen.addFree(8, order: 1)
        unseen.allocate(8, order: 0)
        unseen.free(8, order: 0)
        unseen.allocate(100, order: 0)
        unseen.free(8, order: 0)
        unseen.allocate(8, order: 0)
        unseen.finish()
        #expect(unseen.provenCount == 1)
        #expect((1...5).map { unseen.evidence(8, at: $0) } == [nil, nil, .freedLater, nil, nil])
    }

    @Test func aFreeFrameThatNoLaterEventNamesMayBeTaken() {
        var unseen = UnseenAllocations()
        unseen.addFree(8, order: 1)
        unseen.allocate(8, order: 0)
        unseen.free(8, order: 0)
        unseen.finish()
        #expect(unseen.evidence(8, at: 2) == nil)
        #expect(unseen.evidence(8, at: 3) == .neverNamedAgain)
        #expect(unseen.evidence(9, at: 1) == .neverNamedAgain)
        #expect(unseen.evidence(7, at: 3) == nil)
    }
}
