import Pages
import ReplayModel
import TraceFormat

/// Virtual memory of all processes: address spaces, page tables, faults, overcommit.
///
/// Kernel mechanism (mm/memory.c, mm/mmap.c, mm/mremap.c, mm/mprotect.c, mm/mlock.c, mm/util.c, kernel/fork.c of Linux 6.1):
/// a process is promised addresses (VMAs) and gets frames only when it touches them. Reading untouched memory maps the
/// shared zero page; the first write takes a zeroed frame; after fork parent and child share every anonymous frame until one
/// writes. Page tables come as they are needed.
///
/// Left out: huge pages of files, swap and page-out, userfaultfd, NUMA, memory cgroups, address randomisation; the file cache is
/// simplified (`FileCache`), and shared anonymous memory is charged to the process that made it.
///
/// Invariants (checked by `checkInvariants(memory:)`):
/// - a process's anonymous and file counters = its present entries of that kind, and `counters.tables` = its tables but the top;
/// - each anonymous or file frame's map count = the number of entries of processes that name it;
/// - `tables.frameCount` = Σ 2^order over frames owned by page tables; committed = Σ pages of accounted VMAs;
/// - VMAs are sorted and disjoint, and no page is mapped outside one.
public struct VirtualMemory: ~Copyable {
    public let architecture: Architecture
    /// Sysctls; may change while the machine runs.
    public var settings: VirtualMemorySettings
    public package(set) var processes = ProcessTable()
    package var tables: PageTables
    package var commit: CommitAccounting
    var cache = FileCache()
    /// The shared zero page.
    public internal(set) var zeroFrame: FrameNumber?
    var lastAnonymous: UInt32 = 0
    var lazilyFreed = LazilyFreed()
    let bounds: SearchBounds
    let remapRules: RemapRules
    let mergeRules: MergeRules
    let hugeRules: HugePageRules
    let limitRules: LimitRules
    let generation: KernelGeneration
    /// Why the present call fails, where its errno does not tell; the row of the call takes it.
    var refusal: CallFailure?
    package var huge = HugeBlocks()
    /// End of the RAM that the linear map covers.
    let linearEnd: UInt64
    package var totals = Totals()

    /// Σ over processes, in pages.
    package struct Totals: Equatable, Sendable {
        package var anonymous: UInt64 = 0
        var file: UInt64 = 0
        package var locked: UInt64 = 0
    }

    /// - Parameter totalPages: RAM that the page allocator manages (MemTotal), in pages.
    public init(profile: MachineProfile, totalPages: UInt64) {
        architecture = profile.architecture
        settings = profile.vm
        tables = PageTables(rules: PagingRules(architecture: profile.architecture, generation: profile.generation))
        commit = CommitAccounting(rules: .init(profile.generation), totalPages: totalPages)
        remapRules = RemapRules(profile.generation)
        mergeRules = MergeRules(profile.generation)
        hugeRules = HugePageRules(profile.generation)
        limitRules = LimitRules(profile.generation)
        generation = profile.generation
        let end = profile.architecture.userEnd
        bounds = SearchBounds(
            lowest: SearchBounds.mmapMinimum, top: profile.architecture.mmapBase,
            bottom: Self.pageUp(end / 3) ?? end, end: end)
        linearEnd = profile.architecture.linearBase &+ min(profile.architecture.linearSize, profile.lowmemSize)
    }

    /// Takes the shared zero page, once, before any process runs. A machine that reserves a frame for it names that frame.
    public mutating func boot(
        zeroFrame reserved: FrameNumber? = nil, memory: inout some PageSource & ~Copyable, log: inout TransitionLog
    ) throws(OutOfMemory) {
        precondition(zeroFrame == nil, "boot happens once")
        if let reserved {
            zeroFrame = reserved
            return
        }
        let request = PageRequest(order: 0, gfp: [.kernel, .zero], owner: FrameOwner(.zeroPage))
        guard let frame = memory.allocate(request, log: &log) else { throw OutOfMemory(request: request) }
        zeroFrame = frame
    }

    /// Pages of slabs that can be reclaimed (NR_SLAB_RECLAIMABLE): what overcommit mode 0 of kernels before 5.2 counts on. The caller keeps it.
    public var reclaimableSlabPages: UInt64 = 0

    /// Nanoseconds: the time of the current step. The caller keeps it.
    public var clock: UInt64 = 0

    /// Page cache of before the run, in pages: what overcommit mode 0 of kernels before 5.2 counts on besides the files of the run.
    private(set) var cachedPagesBefore: UInt64 = 0

    /// The machine runs already: `committed` pages are promised (Committed_AS), `cached` are page cache that can be reclaimed (Cached less
    /// Shmem).
    public mutating func begin(committed: UInt64, cached: UInt64) {
        commit.begin(with: committed)
        cachedPagesBefore = cached
    }

    /// Mapped anonymous pages of all processes; a frame mapped twice counts twice, as in RSS.
    public var anonymousPages: UInt64 { totals.anonymous }
    /// Pages of files that are mapped.
    public var filePages: UInt64 { UInt64(cache.count) }
    /// PageTables of /proc/meminfo (levels 1 and 2 of processes).
    public var pageTablePages: UInt64 { tables.countedPages }
    /// All frames that page tables hold.
    public var pageTableFrames: UInt64 { tables.frameCount }
    /// Committed_AS in pages.
    public var committedPages: UInt64 { commit.committed }
    /// CommitLimit in pages.
    public var commitLimit: UInt64 { commit.limit(settings) }
    /// Pages of locked VMAs of all processes.
    public var lockedPages: UInt64 { totals.locked }

    /// Rounds up to a page; nil past the end of 64 bits.
    static func pageUp(_ bytes: UInt64) -> UInt64? {
        let (sum, overflow) = bytes.addingReportingOverflow(pageSize - 1)
        return overflow ? nil : sum & ~(pageSize - 1)
    }

    /// The address space of a live process. Precondition: it has one (`ensureAddressSpace`).
    func space(of process: ProcessID) -> AddressSpaceSlot {
        guard let slot = processes.liveSpace(of: process) else {
            preconditionFailure("process \(process.rawValue) has no address space")
        }
        return slot
    }

    /// Writes the figures of the processes that changed in this step.
    public mutating func endStep(log: inout TransitionLog) { processes.endStep(log: &log) }

    /// Every live process gets a row of its figures at the step's end.
    package mutating func markAllDirty() { processes.markAllDirty() }
}
