import Pages
import ReplayModel
import TraceFormat

/// Why a system call failed; numbers as errno has them.
public enum SystemCallError: UInt8, Error, Sendable {
    case notPermitted = 1
    case noProcess = 3
    case badFile = 9
    case tryAgain = 11
    case noMemory = 12
    case accessDenied = 13
    case badAddress = 14
    case exists = 17
    case invalid = 22
}

/// Pages that a call still has to populate because no frame was to be had: run `populate` on it after reclaim.
public struct PendingPopulate: Sendable {
    public var request: PageRequest
    public var start: VirtualAddress
    public var end: VirtualAddress
}

/// What a system call gave.
public struct SystemCallResult: Sendable {
    /// The result register: an address, or 0. After a brk that failed it is the break as it stands.
    public var value: UInt64 = 0
    public var error: SystemCallError?
    public var pending: PendingPopulate?

    public var isSuccess: Bool { error == nil }

    static func success(_ value: UInt64 = 0) -> SystemCallResult { SystemCallResult(value: value) }
    static func failure(_ error: SystemCallError, value: UInt64 = 0) -> SystemCallResult {
        SystemCallResult(value: value, error: error)
    }
}

/// How far the CPU got.
public enum TouchOutcome: Sendable {
    case done
    /// No VMA, or not its permission: the process is to be killed by SIGSEGV. Everything below the address is done.
    case segmentationFault(VirtualAddress)
    /// No frame was to be had. Everything below `resumeAt` is done; touch again from there after reclaim.
    case outOfMemory(PageRequest, resumeAt: VirtualAddress)
}
