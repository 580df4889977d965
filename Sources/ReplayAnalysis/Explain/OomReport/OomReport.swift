import Pages

/// The kernel log's report of an OOM kill, from `invoked oom-killer` to `Killed process` (dump_header and
/// __oom_kill_process, mm/oom_kill.c; __show_mem and show_free_areas, mm/page_alloc.c and lib/show_mem.c; all of Linux 6.1).
///
/// Counts are pages unless their name says otherwise. What a run does not know stays 0; `docs/model/oom.md` lists it. The
/// processor's registers and the call trace are left out. Other generations' reports are shown in 6.1's form.
public struct OomReport: Equatable, Sendable {
    public var invoker = "swapper/0"
    public var gfp: UInt32 = 0
    public var order: Int64 = 0
    public var invokerAdj: Int64 = 0
    public var counts = Counts()
    public var zones: [Zone] = []
    /// `Node 0 ` stands before each zone where the kernel counts by node (CONFIG_NUMA).
    public var namesNodes = false
    /// kB of a huge page; nil: the architecture has none.
    public var hugePageKilobytes: UInt64?
    public var allUnreclaimable = true
    public var pageCachePages: UInt64 = 0
    public var swapKilobytes: UInt64 = 0
    /// RAM pages present; those of HighMem; those that the page allocator does not manage.
    public var ramPages: UInt64 = 0
    public var highMemPages: UInt64?
    public var reservedPages: UInt64 = 0
    public var tasks: [Task] = []
    public var verdict = Verdict.nobody

    public init() {}

    /// What became of it.
    public enum Verdict: Equatable, Sendable {
        case killed(Task)
        /// vm.oom_kill_allocating_task: the one that asked.
        case killedAllocating(Task)
        case nobody
        /// vm.panic_on_oom; 2 is compulsory.
        case panic(isCompulsory: Bool)
    }

    /// The machine's totals.
    public struct Counts: Equatable, Sendable {
        public var (activeAnon, inactiveAnon, isolatedAnon): (UInt64, UInt64, UInt64) = (0, 0, 0)
        public var (activeFile, inactiveFile, isolatedFile): (UInt64, UInt64, UInt64) = (0, 0, 0)
        public var (unevictable, dirty, writeback): (UInt64, UInt64, UInt64) = (0, 0, 0)
        public var (slabReclaimable, slabUnreclaimable): (UInt64, UInt64) = (0, 0)
        public var (mapped, shmem, pageTables, secondaryTables, bounce): (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
        public var (kernelMisc, free, freePCP, freeCMA): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        public var kernelStackKilobytes: UInt64 = 0

        public init() {}
    }

    /// A zone's line, its reserves and its free lists.
    public struct Zone: Equatable, Sendable {
        public var name: String
        public var (free, min, low, high): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        /// What the marks are raised by for now, which they contain; free pages in CMA blocks.
        public var (boost, freeCMA): (UInt64, UInt64) = (0, 0)
        public var reservedHighAtomic: UInt64 = 0
        public var (activeAnon, inactiveAnon): (UInt64, UInt64) = (0, 0)
        public var (activeFile, inactiveFile): (UInt64, UInt64) = (0, 0)
        public var (unevictable, mlocked): (UInt64, UInt64) = (0, 0)
        public var (present, managed): (UInt64, UInt64) = (0, 0)
        public var (freePCP, localPCP): (UInt64, UInt64) = (0, 0)
        public var reserves: [UInt64] = []
        /// Free blocks by order, and the migrate types that have one: bit by type.
        public var blocks: [UInt64] = []
        public var types: [UInt8] = []

        public init(name: String) { self.name = name }
    }

    /// A row of the task table.
    public struct Task: Equatable, Sendable {
        public var pid: Int64
        public var uid: Int64
        public var comm: String
        public var (total, resident): (UInt64, UInt64) = (0, 0)
        /// Of the resident pages.
        public var (anonymous, file, shmem): (UInt64, UInt64, UInt64) = (0, 0, 0)
        public var tableBytes: UInt64 = 0
        public var swap: UInt64 = 0
        public var adj: Int64 = 0

        public init(pid: Int64, uid: Int64, comm: String) {
            self.pid = pid
            self.uid = uid
            self.comm = comm
        }
    }
}
