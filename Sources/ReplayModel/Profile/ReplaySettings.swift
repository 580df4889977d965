import TraceFormat

/// How a replay goes about a recording.
public struct ReplaySettings: Sendable, Equatable {
    public var pageRequests = PageRequests.auto

    public init() {}
}

/// Who asks for pages when a kernel recording is replayed in placement `model`.
public enum PageRequests: UInt8, CodedValue {
    /// `recorded` where the run begins with a state of the page allocator, else `model`.
    case auto
    /// Each recorded page allocation is one request to the modelled page allocator; what needed the page is recorded as it was.
    case recorded
    /// What the recording tells of faults, objects and areas asks for pages; page events that only echo that are left out.
    case model
}
