import ReplayModel
import TraceFormat

/// Requests of a recording that the model answers: between them the real system took pages without an event.
extension PhysicalMemory {
    /// A page that was taken without an event.
    public struct UnseenPage: Sendable, Equatable {
        public var frame: FrameNumber
        public var evidence: UnseenAllocations.Evidence
    }

    /// Serves a request whose recorded frame is known. A page that the model would hand out instead, and that `unseen` has
    /// evidence for, is taken as an unseen one: it goes to the kernel, and the request is served by the next.
    ///
    /// A page that no later event names counts as taken only where the recorded frame stands behind it on the same per-CPU list,
    /// with nothing but such pages between: then the real list cannot have held it any more. The frame itself is never used as the
    /// answer. Unseen pages do not halve the drain factor (alloc_pages_bulk, mm/page_alloc.c of 6.1 and 6.18: the halving is
    /// rmqueue_pcplist's).
    ///
    /// - Parameter moment: the page event that asks, counted as in `UnseenAllocations`.
    public mutating func allocate(
        _ request: PageRequest, besides unseen: UnseenAllocations, at moment: UInt32, log: inout TransitionLog
    ) -> (frame: FrameNumber?, unseen: [UnseenPage]) {
        var taken: [UnseenPage] = []
        var flags: AllocationFlags = []
        while let pick = pickBlock(request, extra: flags, log: &log) {
            guard let evidence = evidence(pick, request, unseen, moment) else { return (hand(pick, to: request, log: &log), taken) }
            let bulk = PageRequest(order: 0, gfp: request.gfp, owner: FrameOwner(.kernel), cpu: request.cpu)
            taken.append(UnseenPage(frame: hand(pick, to: bulk, log: &log), evidence: evidence))
            flags = .keepsFactor
        }
        return (nil, taken)
    }

    private func evidence(
        _ pick: ZonePick, _ request: PageRequest, _ unseen: UnseenAllocations, _ moment: UInt32
    ) -> UnseenAllocations.Evidence? {
        guard request.order == 0, let recorded = request.recorded?.rawValue, pick.frame != recorded else { return nil }
        switch unseen.evidence(pick.frame, at: moment) {
        case .freedLater: return .freedLater
        case .neverNamedAgain:
            return pick.blockOrder == nil && isNext(recorded, pick, request, unseen, moment) ? .neverNamedAgain : nil
        case nil: return nil
        }
    }

    /// Whether a frame stands on the list that `pick` came from, behind none but pages that may be unseen ones.
    private func isNext(
        _ recorded: UInt32, _ pick: ZonePick, _ request: PageRequest, _ unseen: UnseenAllocations, _ moment: UInt32
    ) -> Bool {
        var frame = list(pcp: pcpIndex(pick.zone, request.cpu), listIndex(request.order, pick.type)).pointee.head
        while frame != noFrame, frame != recorded {
            guard unseen.evidence(frame, at: moment) != nil else { return false }
            frame = frames.peek(frame).links.next
        }
        return frame == recorded
    }
}
