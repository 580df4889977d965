import ReplayModel

extension Status {
    /// What a run knows of a process: from that follow all lines.
    ///
    /// What a run cannot know has the value of a fresh process of its user that was started alone, by nobody who set anything.
    package struct Subject: Equatable, Sendable {
        package var name: String
        package var pid: Int32
        package var parent: Int32
        package var uid: UInt32
        package var threads: UInt64
        /// The Vm lines in kB, by name; none for a kernel thread.
        package var memory: [String: UInt64]

        package init(name: String, pid: Int32, parent: Int32, uid: UInt32, threads: UInt64, memory: [String: UInt64]) {
            self.name = name
            self.pid = pid
            self.parent = parent
            self.uid = uid
            self.threads = threads
            self.memory = memory
        }
    }

    /// What the lines depend on besides the process.
    package struct Machine: Equatable, Sendable {
        package var generation: KernelGeneration
        package var architecture: Architecture.Kind
        package var cpus: Int
        /// Pages that the page allocator manages.
        package var pages: UInt64

        package init(_ generation: KernelGeneration, _ architecture: Architecture.Kind, cpus: Int, pages: UInt64) {
            self.generation = generation
            self.architecture = architecture
            self.cpus = cpus
            self.pages = pages
        }
    }

    /// The lines that a kernel prints of a process.
    package init(_ process: Subject, on machine: Machine) {
        let all = StatusLines(process: process, machine: machine)
        lines = all.identity + all.memory + all.signals + all.rights + all.places
    }

    /// The Vm lines that a kernel of this generation prints, in order.
    static func memoryNames(_ generation: KernelGeneration) -> [String] {
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

/// The lines of /proc/PID/status besides memory's, and when each came: Ngid 3.13, NStgid … 4.1, CapAmb 4.3, HugetlbPages 4.4, Umask
/// 4.7, NoNewPrivs 4.10, CoreDumping 4.15, Speculation_Store_Bypass 4.17, THP_enabled 5.0, Seccomp_filters 5.9,
/// SpeculationIndirectBranch 5.12, untag_mask 6.4, Kthread 6.10.
///
/// Constants, because a run does not know them: Umask 0022, State R (who reads its own status runs), Ngid and TracerPid 0, the group of
/// the user's own number, FDSize as fork makes it (one word of bits), no Groups, a session of its own, no huge TLB pages, no core
/// dump, no signal queued, pending, blocked, ignored or caught, all capabilities for root and none for others, no seccomp, a CPU
/// without the speculation bugs, all CPUs allowed, one memory node, no context switches.
private struct StatusLines {
    let process: Status.Subject
    let machine: Status.Machine

    private func since(_ generation: KernelGeneration, _ lines: [Status.Line]) -> [Status.Line] {
        let order: [KernelGeneration] = [.v2632, .v310, .v44, .v61, .v618]
        return order.firstIndex(of: machine.generation)! >= order.firstIndex(of: generation)! ? lines : []
    }

    private func line(_ name: String, _ value: String) -> Status.Line { Status.Line(name, value) }

    private var isWide: Bool { machine.architecture == .amd64 || machine.architecture == .arm64 }
    private var fileTableSize: Int { isWide ? 64 : 32 }

    var identity: [Status.Line] {
        let four = Array(repeating: "\(process.uid)", count: 4).joined(separator: "\t")
        return [line("Name", process.name)] + since(.v61, [line("Umask", "0022")])
            + [line("State", "R (running)"), line("Tgid", "\(process.pid)")] + since(.v44, [line("Ngid", "0")])
            + [line("Pid", "\(process.pid)"), line("PPid", "\(process.parent)"), line("TracerPid", "0")]
            + [line("Uid", four), line("Gid", four)]
            + [line("FDSize", "\(fileTableSize)"), line("Groups", " ")]
            + since(.v44, ["NStgid", "NSpid", "NSpgid", "NSsid"].map { line($0, "\(process.pid)") })
            + since(.v618, [line("Kthread", process.memory.isEmpty ? "1" : "0")])
    }

    /// The Vm lines of a process with memory and what follows them. HugetlbPages is one of them for the kernel.
    var memory: [Status.Line] {
        guard !process.memory.isEmpty else { return [] }
        let sizes = Status.memoryNames(machine.generation).map { Status.Line($0, kilobytes: process.memory[$0] ?? 0) }
        let word = isWide ? "0xffffffffffffffff" : "0xffffffff"
        return sizes + since(.v44, [Status.Line("HugetlbPages", kilobytes: 0)])
            + since(.v61, [line("CoreDumping", "0"), line("THP_enabled", machine.architecture == .arm32 ? "0" : "1")])
            + since(.v618, [line("untag_mask", word)])
    }

    /// SigQ's limit (RLIMIT_SIGPENDING) is half of the threads whose stacks fill an eighth of RAM (`set_max_threads`, kernel/fork.c): a
    /// stack has 16 KiB on x86_64 since 3.15 and on 64-bit ARM, 8 KiB elsewhere. Boot memory that is freed later is not in the kernel's figure.
    var signals: [Status.Line] {
        let isLarge = machine.architecture == .amd64 && machine.generation != .v2632 && machine.generation != .v310
        let hasLargeStacks = isLarge || machine.architecture == .arm64
        let limit = machine.pages / (hasLargeStacks ? 64 : 32)
        return [line("Threads", "\(process.threads)"), line("SigQ", "0/\(limit)")]
            + ["SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt"].map { line($0, String(repeating: "0", count: 16)) }
    }

    /// All capabilities: 37 in 3.10, 38 in 4.4, 41 since 5.9; 2.6.32 shows a word of ones.
    private var allCapabilities: String {
        switch machine.generation {
        case .v2632: "ffffffffffffffff"
        case .v310: "0000001fffffffff"
        case .v44: "0000003fffffffff"
        case .v61, .v618: "000001ffffffffff"
        }
    }

    var rights: [Status.Line] {
        let none = String(repeating: "0", count: 16)
        let own = process.uid == 0 ? allCapabilities : none
        return [line("CapInh", none), line("CapPrm", own), line("CapEff", own), line("CapBnd", allCapabilities)]
            + since(.v44, [line("CapAmb", none)]) + since(.v61, [line("NoNewPrivs", "0")])
            + since(.v310, [line("Seccomp", "0")]) + since(.v61, [line("Seccomp_filters", "0")])
            + since(.v61, [line("Speculation_Store_Bypass", "not vulnerable"), line("SpeculationIndirectBranch", "not affected")])
    }

    var places: [Status.Line] {
        let last = machine.cpus - 1
        // Masks are as wide as CONFIG_NR_CPUS' actual number of CPUs and as CONFIG_NODES_SHIFT, 10 on x86_64, 4 on 64-bit ARM.
        let nodes =
            switch machine.architecture {
            case .amd64: String(repeating: "00000000,", count: 31) + "00000001"
            case .arm64: "0001"
            case .i386, .i386PAE, .arm32: "1"
            }
        return [
            line("Cpus_allowed", Self.mask(machine.cpus)), line("Cpus_allowed_list", last == 0 ? "0" : "0-\(last)"),
            line("Mems_allowed", nodes), line("Mems_allowed_list", "0"),
            line("voluntary_ctxt_switches", "0"), line("nonvoluntary_ctxt_switches", "0"),
        ]
    }

    /// `count` ones in hexadecimal, in groups of 32 bits (`%*pb`).
    static func mask(_ count: Int) -> String {
        let top = count % 32 == 0 ? 32 : count % 32
        let first = String((UInt64(1) << UInt64(top)) - 1, radix: 16)
        return first + String(repeating: ",ffffffff", count: (count - 1) / 32)
    }
}
