import TraceFormat

/// Where a run begins inside its traces.
public enum StartPoint: Equatable, Sendable {
    /// At the first event at this time or later, in nanoseconds.
    case time(UInt64)
    /// At the first mark with this text, or with a text that begins with these whole words.
    case mark(String)
}

/// The part of the traces that a run replays. Events before it are read and not applied, but for what they tell about names:
/// the newest name of each task that still lives, and which threads belong together, are handed on when the window opens.
///
/// A starting state in the traces (`state_…` events) is applied wherever it stands before the window.
///
/// Invariant: `learned` is empty once the window is open.
struct ReplayWindow {
    private let from: StartPoint?
    private let until: StopPoint?
    /// Whether the window is all there is.
    let isWhole: Bool
    /// Whether the beginning was met.
    private(set) var isOpen: Bool
    /// Whether the mark was met that the window ends with.
    private(set) var hasMetEndMark = false
    /// What is known about tasks, in order of appearance.
    private var learned: [TraceEvent] = []

    init(from: StartPoint? = nil, until: StopPoint? = nil) {
        self.from = from
        self.until = until
        isOpen = from == nil
        isWhole = from == nil && until == nil
    }

    /// What to do with an event.
    enum Verdict: Equatable {
        case apply, skip
        /// Apply it; the run is then over.
        case applyLast
        /// The run was over before it.
        case end
    }

    /// What becomes of the next event of the traces. Where it opens the window, `takeLearned` has what to apply before it.
    mutating func judge(_ event: TraceEvent, names: NameTable) -> Verdict {
        if case .time(let limit) = until, event.time > limit { return .end }
        if !isOpen {
            guard opens(event, names) else {
                if event.kind.family == .state { return .apply }
                learn(event)
                return .skip
            }
            isOpen = true
        }
        guard case .mark(let text) = until, matches(event, text, names) else { return .apply }
        hasMetEndMark = true
        return .applyLast
    }

    /// Whether the time is inside, for the model's own events.
    func admits(_ time: UInt64) -> Bool {
        if case .time(let limit) = until { return time <= limit }
        return true
    }

    /// Whether the run ends with this step.
    func endsWith(_ step: UInt64) -> Bool {
        if case .step(let limit) = until { return step >= limit }
        return false
    }

    /// Events that name tasks and threads of before the window, once.
    mutating func takeLearned() -> [TraceEvent] {
        defer { learned = [] }
        return learned
    }

    private func opens(_ event: TraceEvent, _ names: NameTable) -> Bool {
        switch from {
        case .time(let start): event.time >= start
        case .mark(let text): matches(event, text, names)
        case nil: true
        }
    }

    /// Whether a mark has this text, or begins with it and goes on with another word: recorders add times and numbers.
    private func matches(_ event: TraceEvent, _ text: String, _ names: NameTable) -> Bool {
        guard event.kind == .mark, let name = event.name(.text) else { return false }
        let found = names[name]
        return found == text || found.hasPrefix(text + " ")
    }

    private mutating func learn(_ event: TraceEvent) {
        switch event.kind {
        case .task:
            let pid = event.number(.pid)
            learned.removeAll { $0.kind == .task && $0.number(.pid) == pid }
            learned.append(event)
        case .threadCreate: learned.append(event)
        case .threadExit: learned.removeAll { $0.kind == .threadCreate && $0.number(.tid) == UInt64(bitPattern: Int64(event.task)) }
        case .exit:
            let pid = UInt64(bitPattern: Int64(event.task))
            learned.removeAll { ($0.kind == .task && $0.number(.pid) == pid) || ($0.kind == .threadCreate && $0.task == event.task) }
        default: break
        }
    }
}
