import Testing

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

@Suite struct FrameTranslationTests {
    @Test func aPartOfABlockIsGivenBackAndTheRestStays() {
        var frames = FrameTranslation()
        frames.set(16, order: 3, to: 64)
        #expect(frames.remove(19, order: 0) == 67)
        #expect(frames.frame(of: 19) == nil)
        #expect((16..<24).compactMap { frames.frame(of: $0) } == [64, 65, 66, 68, 69, 70, 71])
        #expect(!frames.isMoved(67) && frames.isMoved(66))
        #expect(frames.remove(20, order: 2) == 68)
    }

    @Test func severalBlocksAreNoOneBlock() {
        var frames = FrameTranslation()
        frames.set(16, order: 0, to: 16)
        frames.set(17, order: 0, to: 30)
        #expect(frames.remove(16, order: 1) == nil)
        #expect(frames.order(of: 16) == 0)
        #expect(!frames.isMoved(16) && frames.isMoved(30))
    }
}
