/// A report of the kernel's about memory, as its log has it: of the OOM killer, of a page request that failed, or of SysRq-M.
///
/// Sources of its forms: dump_header, dump_tasks and oom_kill_process, mm/oom_kill.c; warn_alloc and show_free_areas, mm/page_alloc.c and
/// mm/show_mem.c; Linux 2.6.32 to 6.18. Sizes of zones are pages of the machine's own (`pageKilobytes`).
package struct MemoryReport: Equatable, Sendable {
    package enum Trigger: String, Sendable {
        case oomKiller = "oom_killer"
        case allocationFailure = "allocation_failure"
        /// `Mem-Info` without a request: SysRq-M.
        case shown
    }

    /// What was asked for.
    package struct Request: Equatable, Sendable {
        package var comm: String
        /// log2 of the pages; -1: an OOM kill that a person asked for (SysRq-F).
        package var order: Int
        /// The flags as a number of that kernel's, and in words (from 4.6 on).
        package var mask: UInt64
        package var names: String?
        /// oom_score_adj, or oom_adj where the kernel had only that.
        package var adj: Int64?
    }

    /// What something is missing, and where.
    package struct Damage: Equatable, Sendable {
        package var line: UInt32
        package var problem: String
    }

    /// Where it begins.
    package var line: UInt32
    package var trigger: Trigger
    package var request: Request?
    /// The kernel's release, such as `6.1.0-50-amd64`; nil: not in the log.
    package var release: String?
    /// Bits of an address, from the call trace; nil: it has none.
    package var addressBits: Int?
    /// The CPU that printed.
    package var cpu: Int?
    package var pageKilobytes: UInt64 = 4
    package var zones: [Zone] = []
    package var swapTotal: UInt64?
    package var swapFree: UInt64?
    /// Pages.
    package var ramPages: UInt64?
    package var reservedPages: UInt64?
    package var highMemPages: UInt64?
    /// The columns of the task table, without the first; empty: no table.
    package var taskColumns: [String] = []
    package var tasks: [Task] = []
    /// `oom-kill:constraint=…`.
    package var constraint: Constraint?
    package var group: Group?
    package var kills: [Kill] = []
    /// No process was killed, and why: the kernel's line.
    package var panic: String?
    package var damage: [Damage] = []

    package init(line: UInt32, trigger: Trigger) {
        self.line = line
        self.trigger = trigger
    }

    /// The release's first two numbers.
    package var version: (major: Int, minor: Int)? {
        guard let release else { return nil }
        let parts = release.split { $0 == "." || $0 == "-" }
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0.isNumber }) else { return nil }
        return (major, minor)
    }

    /// A memory cgroup's limit led to it: the machine's zones do not matter.
    package var isOfGroup: Bool {
        if let constraint { return constraint.kind == "CONSTRAINT_MEMCG" }
        // To 3.8 a group's report had the machine's zones, too.
        return kills.contains { $0.reason.hasPrefix("Memory cgroup") } || (group?.limit != nil && (zones.isEmpty || group?.name != nil))
    }

    /// Memory nodes, ascending.
    package var nodes: [Int] { Set(zones.map(\.node)).sorted() }
}

extension MemoryReport {
    /// A row of the task table. Pages, but for `tableBytes`.
    package struct Task: Equatable, Sendable {
        package var line: UInt32
        package var pid: Int64
        package var uid: UInt64
        package var tgid: Int64
        package var total: UInt64
        package var resident: UInt64
        /// nr_ptes, nr_pmds, nr_puds: page tables by level.
        package var tables: [UInt64] = []
        /// pgtables_bytes (from 4.15 on).
        package var tableBytes: UInt64?
        package var swap: UInt64?
        package var adj: Int64?
        /// oom_adj, -17 … 15 (to 3.6).
        package var legacyAdj: Int64?
        package var name: String
    }

    /// `oom-kill:constraint=…` (from 5.0 on).
    package struct Constraint: Equatable, Sendable {
        package var kind: String
        package var group: String?
        package var taskGroup: String?
        package var nodes: [Int]
    }

    /// A memory cgroup at its limit. kB.
    package struct Group: Equatable, Sendable {
        package var name: String?
        package var usage: UInt64?
        package var limit: UInt64?
        /// Swap alone (version 2), and memory with swap (version 1).
        package var swapLimit: UInt64?
        package var bothLimit: UInt64?
        /// Who is killed with the victim: memory.oom.group.
        package var killsAll = false
    }

    /// A kill. kB.
    package struct Kill: Equatable, Sendable {
        package var line: UInt32
        package var pid: Int64
        package var name: String
        /// `score N`, to 5.0.
        package var score: Int64?
        package var anonymous: UInt64?
        /// `Out of memory`, `Memory cgroup out of memory`; empty for the line of a child that dies in the chosen one's place.
        package var reason: String
    }
}
