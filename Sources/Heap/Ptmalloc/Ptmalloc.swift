import ReplayModel

/// glibc's malloc (malloc/malloc.c, malloc/arena.c), exact: the same calls get the same addresses and the same program break.
/// Where versions differ, `PtmallocRules` says how; without a word on it a rule is that of 2.23 to 2.39.
///
/// A request goes to the thread's tcache, then to an arena: fastbin, small bin, the unsorted list (whose chunks are
/// sorted into bins on the way), large bins by best fit, the top chunk, and last the kernel: sbrk for the main arena, a
/// heap of 64 MiB of addresses for others, mmap above a threshold. A freed chunk goes to the tcache, to a fastbin, or is
/// merged with its free neighbours into the unsorted list or top; a large top is given back.
///
/// Modelled: all of it that decides addresses, system calls and touched pages. Left out: huge pages of hugetlbfs and memory
/// tagging, lock contention (a thread finds every arena unlocked), and what happens after a corruption that glibc does not
/// notice.
///
/// Invariants: see `checkInvariants()`, `HeapFigures`, `HeapMemory`.
struct Ptmalloc: Sendable {
    let layout: PtmallocLayout
    let rules: PtmallocRules
    var process: ProcessID
    let cpus: UInt64
    var parameters: PtmallocParameters
    var memory: HeapMemory
    var arenas = SharedBuffer<Arena>(capacity: 4)
    /// Heads of the fastbins: bin b of arena a is entry 16 a + b.
    var fastbins = SharedBuffer<ChunkIndex>(capacity: PtmallocLayout.fastbinStride)
    var threads = HeapThreads()
    var mapped = MappedChunks()
    /// Heaps of threads, by their region's number.
    var heaps: [ThreadHeap?] = []
    /// Where chunks begin without a neighbour before them, by address.
    var stretches: [HeapStretch] = []
    var figures = HeapFigures()
    var isDirty = false
    /// First answer of sbrk; 0 before it.
    var breakBase: UInt64 = 0
    /// The region that the brk area is, once there is one.
    var breakRegion: RegionIndex?
    /// Whether any thread has been seen.
    var hasStarted = false
    /// Whether a second thread has ever been seen (SINGLE_THREAD_P is false then).
    var isThreaded = false
    var arenaList = ArenaList()
    private var copyMark = CopyMark()

    init(process: ProcessID, architecture: Architecture, cpus: UInt16, settings: MallocSettings) {
        rules = PtmallocRules(settings.version)
        layout = PtmallocLayout(architecture, rules)
        self.process = process
        self.cpus = UInt64(cpus)
        parameters = PtmallocParameters(settings, layout, rules)
        memory = HeapMemory(layout)
        addArena(isContiguous: true)
    }

    /// Takes tables of its own if this is a copy, or has been copied. Before the first change in every call.
    @inline(__always) mutating func prepare() {
        if !isKnownUniquelyReferenced(&copyMark) { unshare() }
    }

    @inline(never) private mutating func unshare() {
        copyMark = CopyMark()
        memory.unshare()
        threads.unshare()
        arenas.unshare()
        fastbins.unshare()
    }

    @inline(__always) subscript(arena: ArenaIndex) -> Arena {
        get { arenas[Int(arena.rawValue)] }
        nonmutating _modify { yield &arenas[Int(arena.rawValue)] }
    }

    @inline(__always) func user(_ chunk: ChunkIndex) -> UInt64 { memory.address(chunk) &+ layout.header }

    /// The arena of a chunk.
    @inline(__always) func arena(of chunk: ChunkIndex) -> ArenaIndex {
        arenas.count == 1 ? .main : memory.regions[memory.region(of: chunk)].arena
    }
}

/// A stretch of chunks: from `start` to a top chunk or a fencepost.
struct HeapStretch: Sendable {
    var start: UInt64
    var region: RegionIndex
    var arena: ArenaIndex
}

/// The settings in force (malloc_par), all in bytes unless said otherwise.
struct PtmallocParameters: Sendable {
    var trimThreshold: UInt64
    var topPad: UInt64
    var mmapThreshold: UInt64
    var isThresholdDynamic: Bool
    /// Signed, as in glibc: a negative one never maps.
    var mmapMax: Int64
    /// The largest chunk that goes to a fastbin (global_max_fast).
    var largestFast: UInt64
    var arenaMax: UInt64
    var arenaTest: UInt64
    var perturb: UInt8
    var tcacheCount: UInt16
    var tcacheBins: Int
    /// How many chunks malloc sorts when an exact fit is cached already; 0: any number.
    var tcacheUnsortedLimit: UInt64
    /// Bytes to whose multiples the break is rounded (thp_pagesize, or a page).
    var breakGranule: UInt64

    init(_ settings: MallocSettings, _ layout: PtmallocLayout, _ rules: PtmallocRules) {
        trimThreshold = settings.trimThreshold & layout.sizeMask
        topPad = settings.topPad & layout.sizeMask
        mmapThreshold = settings.mmapThreshold & layout.sizeMask
        isThresholdDynamic = settings.dynamicMmapThreshold
        mmapMax = Int64(settings.mmapMax)
        let fast = settings.maxFast ?? 64 * layout.word / 4
        largestFast = layout.largestFastChunk(fast <= layout.maximumFast ? fast : 64 * layout.word / 4)
        arenaMax = UInt64(settings.arenaMax)
        arenaTest = settings.arenaTest == 0 ? layout.arenaLimit(cpus: 1) : UInt64(settings.arenaTest)
        perturb = settings.perturb
        tcacheCount = settings.tcacheCount
        let largest = settings.tcacheMax <= layout.maximumTcacheRequest ? settings.tcacheMax : layout.maximumTcacheRequest
        tcacheBins = rules.hasTcache ? layout.tcacheBin(layout.chunkSize(for: largest)!) + 1 : 0
        tcacheUnsortedLimit = settings.tcacheUnsortedLimit
        breakGranule = settings.hugetlb == 1 ? 2 << 20 : pageSize
    }
}

/// The arenas as a whole (static variables of malloc/arena.c).
struct ArenaList: Sendable {
    /// How many are counted (narenas), and the limit; 0: not computed yet.
    var count: UInt64 = 1
    var limit: UInt64 = 0
    /// Head of the list of arenas without a thread.
    var free: ArenaIndex?
    /// Where the next search for an arena to share begins.
    var nextToUse = ArenaIndex.main
    /// Where the next heap may be mapped without waste (aligned_heap_area).
    var alignedArea: UInt64?
}
