import Replay
import TraceFormat

// A recording is read twice: what a replay cannot know when it gets there (pages taken without an event, whether there are events of
// the page allocator's inside) is found first.
extension ReplayJob {
    /// Whether a first reading is of use for traces with these headers.
    public func needsSurvey(_ headers: [TraceHeader]) -> Bool {
        guard placement == .recorded || profile.replay.pageRequests != .model else { return false }
        return headers.contains { $0.first("placement") == "recorded" }
    }

    /// Reads the traces, which `run` then gets anew, and notes what they tell. Where page events do not ask for pages, only the beginning
    /// is read. Errors: `TraceError`, as `run`.
    public mutating func survey(_ readers: [any TraceReader]) throws {
        var survey = TraceSurvey(start: start)
        let requests = profile.replay.pageRequests
        let need: TraceSurvey.Need =
            placement == .recorded && start?.slabs == nil
            ? .steps : requests == .recorded || survey.hasPageState ? .frames : .framesWithState
        try survey.read(readers, from: from, until: until, need: need)
        self.survey = survey
    }
}

extension StartPoint {
    /// As the command line has it.
    var text: String {
        switch self {
        case .time(let time): "\(time)ns"
        case .mark(let text): "mark:\(text)"
        }
    }
}

extension StopPoint {
    /// As the command line has it.
    var text: String {
        switch self {
        case .step(let step): "\(step)"
        case .time(let time): "\(time)ns"
        case .mark(let text): "mark:\(text)"
        }
    }
}
