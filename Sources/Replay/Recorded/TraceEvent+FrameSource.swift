import TraceFormat

/// Who has to take the frames that an event needs.
enum EventFrameSource {
    /// The event names a recorded place.
    case recording
    /// It names none, so the model has to choose.
    case model
    /// A process's life: it goes with the other events, and with a recording when there are none yet.
    case others
    /// It takes no frame.
    case none
}

extension TraceEvent {
    var frameSource: EventFrameSource {
        switch kind.frameSource {
        case .none: .none
        case .model: .model
        case .recording: .recording
        case .recordingWith(let field): has(field) ? .recording : .model
        case .recordingUnlessLabel: hasLabel ? .model : .recording
        case .others: hasLabel ? .model : .others
        }
    }

    /// Whether a person wrote the event's `ptr`: a recorded address names a place, a label does not.
    private var hasLabel: Bool { pointer(.ptr)?.isLabel == true }
}
