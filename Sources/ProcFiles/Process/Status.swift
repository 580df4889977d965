import Replay

/// /proc/PID/status (`proc_pid_status`, fs/proc/array.c; `task_mem`, fs/proc/task_mmu.c of Linux 6.1): every line, in order.
///
/// What a run cannot know has the value of a fresh process of its user that was started alone, by nobody who set anything: see `State`,
/// `Umask`, `FDSize`, `Groups` and on, in `ProcessStatus+Lines.swift`.
public struct ProcessStatus: Equatable, Sendable {
    public var name: String
    public var pid: Int32
    public var parent: Int32
    public var uid: UInt32
    public var threads: UInt64
    /// In kB; none for a kernel thread.
    public var memory: [Line]
    public var machine: Machine

    public struct Line: Equatable, Sendable {
        public var name: String
        public var kilobytes: UInt64

        public init(_ name: String, _ kilobytes: UInt64) {
            self.name = name
            self.kilobytes = kilobytes
        }
    }

    /// What the lines depend on besides the process.
    public struct Machine: Equatable, Sendable {
        public var generation: KernelGeneration
        public var architecture: Architecture.Kind
        public var cpus: Int
        /// Pages that the page allocator manages.
        public var pages: UInt64

        public init(_ generation: KernelGeneration, _ architecture: Architecture.Kind, cpus: Int, pages: UInt64) {
            self.generation = generation
            self.architecture = architecture
            self.cpus = cpus
            self.pages = pages
        }
    }

    public init(
        name: String, pid: Int32, parent: Int32, uid: UInt32, threads: UInt64, memory: [Line], machine: Machine
    ) {
        self.name = name
        self.pid = pid
        self.parent = parent
        self.uid = uid
        self.threads = threads
        self.memory = memory
        self.machine = machine
    }

    public var text: String { (identity + memory.map(\.text) + afterMemory + signals + rights + places).joined() }

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
