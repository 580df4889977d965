/// Resource limits of a process that memory calls look at, in bytes; `infinity` is none (setrlimit).
public struct ResourceLimits: Sendable, Equatable {
    public static let infinity = UInt64.max

    /// RLIMIT_STACK: how far the stack grows.
    public var stack: UInt64 = 8 << 20
    /// RLIMIT_AS: size of the address space.
    public var addressSpace = infinity
    /// RLIMIT_DATA: size of private writable memory.
    public var data = infinity
    /// RLIMIT_MEMLOCK; root (CAP_IPC_LOCK) is free of it.
    public var lockedMemory = infinity

    public init() {}
}
