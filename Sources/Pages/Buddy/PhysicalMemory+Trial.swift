import ReplayModel
import TraceFormat

/// What became of a request on a machine that was made for it.
public struct RequestTrial: Sendable, Equatable {
    /// The attempts with every term, as `PhysicalMemory.report(_:)` has them before the request.
    public var attempts: [RequestAttempt]
    /// The allocator gave a block.
    public var isServed: Bool

    package init(attempts: [RequestAttempt], isServed: Bool) {
        self.attempts = attempts
        self.isServed = isServed
    }
}

extension PhysicalMemory {
    /// Makes a memory in a state and asks it for a block. Errors: `InitialPageStateError`, the memory cannot be in this state.
    ///
    /// Not inlined: Swift 6.3.1 frees a memory wrongly that is local to a function of another module (release builds).
    @inline(never)
    public static func trial(
        of request: PageRequest, on profile: MachineProfile, in state: InitialPageState
    ) throws(InitialPageStateError) -> RequestTrial {
        var memory = PhysicalMemory(profile: profile)
        try memory.adopt(state)
        let attempts = memory.report(request)
        var log = TransitionLog()
        return RequestTrial(attempts: attempts, isServed: memory.allocate(request, log: &log) != nil)
    }
}
