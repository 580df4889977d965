import Foundation
import TraceFormat

@testable import Pages
@testable import Replay
@testable import ReplayModel
@testable import Virtual

/// The real window of `traces/real/kmem-amd64`, through the engine: the trace between its marks, and the machine at its begin.
enum RecordedWindow {
    static let from = StartPoint.mark("GT T0 resume")
    static let until = StopPoint.mark("GT T1 end")

    static var path: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "../../../../traces/real/kmem-amd64/window_trace.txt.zst"
        )
        .standardized.path
    }

    static func engine(
        _ window: RealWindow, placement: Placement = .model, start: InitialPageState, until: StopPoint = until, isSurveyed: Bool = true
    ) throws -> Engine {
        var profile = window.profile()
        profile.replay.pageRequests = .auto
        let state = StartState(pages: start, name: "T0")
        var survey: TraceSurvey?
        if isSurveyed {
            survey = TraceSurvey(start: state)
            try survey!.read([try TraceFile.open(path)], from: from, until: until, need: placement == .model ? .frames : .steps)
        }
        var machine = Machine(profile: profile, placement: placement, isRecording: true, survey: survey)
        try machine.adopt(state)
        return Engine(machine: machine, readers: [try TraceFile.open(path)], from: from, until: until)
    }
}

/// What `placement_check` and `stepping_check` would say.
struct RecordedScore: Equatable {
    var compared = 0
    var equal = 0
    var steps = 0
    var equalSteps = 0

    mutating func take(_ log: inout TransitionLog) {
        let page = log.tables[Int(TransitionTable.page.rawValue)]
        for at in stride(from: 0, to: page.values.count, by: page.width)
        where page.values[at + 2] == Int64(PageOperation.allocate.rawValue) && page.values[at + 12] != RowBuffer.null {
            compared += 1
            if page.values[at + 4] == page.values[at + 12] { equal += 1 }
        }
        let stepping = log.tables[Int(TransitionTable.stepping.rawValue)]
        for at in stride(from: 0, to: stepping.values.count, by: stepping.width) {
            steps += 1
            equalSteps += Int(stepping.values[at + 7])
        }
        log.removeRows()
    }
}
