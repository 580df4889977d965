import Replay

/// /proc/PID/status (task_mem, fs/proc/task_mmu.c; proc_pid_status, fs/proc/array.c). Lines that a run does not know are left
/// out: State, Umask, Gid, FDSize, Groups, signals, capabilities.
public struct ProcessStatus: Equatable, Sendable {
    public var name: String
    public var pid: Int32
    public var parent: Int32
    public var uid: UInt32
    public var threads: UInt64
    /// kB; nil lines are not printed.
    public var memory: [Line]

    public struct Line: Equatable, Sendable {
        public var name: String
        public var kilobytes: UInt64

        public init(_ name: String, _ kilobytes: UInt64) {
            self.name = name
            self.kilobytes = kilobytes
        }
    }

    public init(name: String, pid: Int32, parent: Int32, uid: UInt32, threads: UInt64, memory: [Line]) {
        self.name = name
        self.pid = pid
        self.parent = parent
        self.uid = uid
        self.threads = threads
        self.memory = memory
    }

    public var text: String {
        "Name:\t\(name)\nTgid:\t\(pid)\nPid:\t\(pid)\nPPid:\t\(parent)\nUid:\t\(uid)\t\(uid)\t\(uid)\t\(uid)\n"
            + memory.map(\.text).joined() + "Threads:\t\(threads)\n"
    }

    /// The Vm lines that a kernel of this generation prints, in order.
    static func lineNames(_ generation: KernelGeneration) -> [String] {
        let old = ["VmPeak", "VmSize", "VmLck", "VmHWM", "VmRSS", "VmData", "VmStk", "VmExe", "VmLib", "VmPTE"]
        let pinned = ["VmPeak", "VmSize", "VmLck", "VmPin", "VmHWM", "VmRSS"]
        let areas = ["VmData", "VmStk", "VmExe", "VmLib", "VmPTE"]
        switch generation {
        case .v2632: return old
        case .v310, .v44: return pinned + areas + ["VmSwap"]
        case .v61, .v618: return pinned + ["RssAnon", "RssFile", "RssShmem"] + areas + ["VmSwap"]
        }
    }
}

extension ProcessStatus.Line {
    var text: String { "\(name):\t\(kilobytes.padded(8)) kB\n" }
}
