import ReplayModel

/// The C library's heap of one process: a second-level manager over the kernel's brk and mmap.
///
/// A plain value: a copy is a second heap in the same state, which is what fork makes. All calls are deterministic; the
/// order of rows is the order in which the library acts. Behind it stand glibc (`Ptmalloc`) and musl (`Mallocng`).
///
/// `recorded` is the address that a recording names for the result; it is only passed on to the rows.
public struct LibcHeap: Sendable {
    /// Which of the two is the process's: decided once, since asking an optional heap each time costs as much as a malloc. The other
    /// one of them is empty.
    private let isGlibc: Bool
    private var glibc: Ptmalloc
    private var musl: Mallocng?

    public init(process: ProcessID, architecture: Architecture, cpus: UInt16, settings: MallocSettings) {
        isGlibc = settings.library == .glibc
        glibc = Ptmalloc(process: process, architecture: architecture, cpus: cpus, settings: settings)
        if !isGlibc { musl = Mallocng(process: process, architecture: architecture) }
    }

    public init(process: ProcessID, profile: MachineProfile) {
        self.init(
            process: process, architecture: profile.architecture, cpus: profile.cpus, settings: profile.malloc)
    }

    /// Totals in bytes.
    public var figures: HeapFigures { isGlibc ? glibc.figures : musl!.figures }

    /// The figures' row is written at the step's end.
    package mutating func markDirty() {
        if isGlibc { glibc.isDirty = true } else { musl!.isDirty = true }
    }

    /// Writes one `heap_state` row if anything changed since the last one.
    public mutating func endStep(log: inout TransitionLog) {
        if isGlibc { glibc.endStep(log: &log) } else { musl!.endStep(log: &log) }
    }

    /// Precondition failures where the heap is not consistent. O(chunks).
    public func checkInvariants() {
        if isGlibc { glibc.checkInvariants() }
        musl?.checkInvariants()
    }
}

// MARK: - The library's calls

extension LibcHeap {
    /// Returns the block's address; 0 is NULL.
    public mutating func malloc(
        _ size: UInt64, thread: Int32, recorded: UInt64? = nil, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> UInt64 {
        if !isGlibc { return musl!.malloc(size, recorded: recorded, kernel: &kernel, log: &log) }
        glibc.prepare()
        return glibc.malloc(size, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
    }

    /// Returns the block's address; 0 is NULL. Touches what it has to clear.
    public mutating func calloc(
        _ count: UInt64, _ size: UInt64, thread: Int32, recorded: UInt64? = nil,
        kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        if !isGlibc { return musl!.calloc(count, size, recorded: recorded, kernel: &kernel, log: &log) }
        glibc.prepare()
        return glibc.calloc(count, size, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
    }

    /// Resizes a block, in place where it can; `old` 0 is malloc, `size` 0 is free.
    public mutating func realloc(
        _ old: UInt64, _ size: UInt64, thread: Int32, recorded: UInt64? = nil, kernel: inout some HeapKernel & ~Copyable,
        log: inout TransitionLog
    ) -> ReallocOutcome {
        if !isGlibc { return musl!.realloc(old, size, recorded: recorded, kernel: &kernel, log: &log) }
        glibc.prepare()
        return glibc.realloc(old, size, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
    }

    /// memalign, aligned_alloc, posix_memalign. An alignment that is no power of two counts as the next one.
    public mutating func memalign(
        _ alignment: UInt64, _ size: UInt64, thread: Int32, recorded: UInt64? = nil,
        kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> UInt64 {
        if !isGlibc { return musl!.memalign(alignment, size, recorded: recorded, kernel: &kernel, log: &log) }
        glibc.prepare()
        return glibc.memalign(alignment, size, thread: thread, recorded: recorded, kernel: &kernel, log: &log)
    }

    /// Frees a block. Anything but `freed` and `null` leaves the heap as it was.
    public mutating func free(
        _ address: UInt64, thread: Int32, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> FreeOutcome {
        if !isGlibc { return musl!.free(address, kernel: &kernel, log: &log) }
        glibc.prepare()
        return glibc.free(address, thread: thread, kernel: &kernel, log: &log)
    }

    /// Returns 1, or 0 where the library refuses the value. A value is an int: -1 is the largest unsigned.
    public mutating func mallopt(
        _ parameter: MalloptParameter, _ value: Int64, thread: Int32, log: inout TransitionLog
    ) -> Int32 {
        // musl has no mallopt.
        if !isGlibc { return 0 }
        glibc.prepare()
        return glibc.mallopt(parameter, value, thread: thread, log: &log)
    }

    /// Gives back what can be given back and keeps `pad` bytes of top. Returns 1 if anything was given back.
    public mutating func mallocTrim(
        pad: UInt64, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) -> Int32 {
        // Nor malloc_trim.
        if !isGlibc { return 0 }
        glibc.prepare()
        return glibc.mallocTrim(pad: pad, kernel: &kernel, log: &log)
    }

    /// Bytes that the program may use of a block; nil: no block in use begins there.
    public func usableSize(_ address: UInt64) -> UInt64? {
        isGlibc ? glibc.usableSize(address) : musl!.usableSize(address)
    }
}

// MARK: - The process's life

extension LibcHeap {
    /// A thread ends: what it cached goes back to the heap.
    public mutating func threadExit(
        _ thread: Int32, kernel: inout some HeapKernel & ~Copyable, log: inout TransitionLog
    ) {
        if !isGlibc { return }
        glibc.prepare()
        glibc.threadExit(thread, kernel: &kernel, log: &log)
    }

    /// The heap of a child that `thread` forked. All pages count as untouched there; call `forgetTouchedPages` on the
    /// parent's heap, too, since its pages are shared now.
    public func forked(process: ProcessID, thread: Int32) -> LibcHeap {
        var child = self
        child.glibc.prepare()
        child.glibc.becomeChild(process: process, thread: thread)
        child.musl?.becomeChild(process: process)
        return child
    }

    /// Pages may have lost their frames or become shared (fork, madvise by the program): malloc's next write to each is
    /// reported to the kernel again.
    public mutating func forgetTouchedPages() {
        glibc.prepare()
        glibc.memory.forgetTouched()
    }

    /// Visits the chunks of one arena by address, top included; nil: of all arenas, then the mmapped ones. O(chunks).
    public func forEachChunk(arena: UInt16? = nil, _ body: (HeapChunk) -> Void) {
        if isGlibc { glibc.forEachChunk(arena: arena, body) }
        musl?.forEachBlock(body)
    }

    /// How many arenas there are; their numbers are 0 ..< arenaCount.
    public var arenaCount: Int { isGlibc ? glibc.arenas.count : 1 }
}
