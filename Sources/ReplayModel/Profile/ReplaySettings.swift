import TraceFormat

/// How a replay goes about a recording.
public struct ReplaySettings: Sendable, Equatable {
    public var pageRequests = PageRequests.auto
    public var lockOrder = LockOrder.recorded

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

/// In which order processors take a zone's lock, when the model answers a recording's page requests.
public enum LockOrder: UInt8, CodedValue {
    /// As the places of the recording's mm_page_alloc_zone_locked and mm_page_pcpu_drain tell, where it has both; else as `trace`.
    case recorded
    /// In the order of requests and frees: a processor refills and drains when the model would.
    case trace
}
