import Testing
import TraceFormat

@testable import Replay
@testable import ReplayModel

@Suite struct ListFreesTests {
    private func event(_ kind: EventKind, _ frame: UInt64, cpu: Int16 = 0) -> TraceEvent {
        var event = TraceEvent(kind, cpu: cpu)
        event.set(.frame, frame)
        return event
    }

    private func marked(_ events: [TraceEvent], count: Int? = nil) -> [Int] {
        var events = events
        let later = Array(events[(count ?? events.count)...])
        events.removeLast(later.count)
        ListFrees.mark(&events, before: later)
        return events.indices.filter { events[$0].kind == .pageFree && events[$0].number(.batched) == 1 }
    }

    @Test func aFreeWaitsForItsBatchedEvent() {
        #expect(
            marked([event(.pageFree, 9), event(.pageFree, 1), event(.pageFree, 2), event(.pageFreeBatched, 1), event(.pageFreeBatched, 2)])
                == [1, 2])
    }

    @Test func aFreeOfTheSamePageBeforeItsNextAllocationDoesNotWait() {
        #expect(
            marked([event(.pageFree, 1), event(.pageAlloc, 1), event(.pageFree, 1), event(.pageFree, 2), event(.pageFreeBatched, 1)])
                == [2])
    }

    /// Before 4.15 the batched event stood before the page's own free.
    @Test func aBatchedEventDirectlyBeforeTheFreeDelaysNothing() {
        #expect(
            marked([event(.pageFreeBatched, 1), event(.pageFree, 1), event(.pageAlloc, 1), event(.pageFreeBatched, 1), event(.pageFree, 1)])
                .isEmpty)
    }

    @Test func eventsThatAreStillToBeSortedAreLeftAlone() {
        #expect(
            marked([event(.pageFree, 1), event(.pageFree, 2), event(.pageFreeBatched, 2), event(.pageFreeBatched, 1)], count: 1) == [0])
    }
}
