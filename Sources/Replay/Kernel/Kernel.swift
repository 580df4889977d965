import OomKiller
import Pages
import ReplayModel
import Slab
import TraceFormat
import Virtual

/// The kernel's half of the machine: everything below the C library.
///
/// The parts are plain state that know nothing of each other; an operation borrows the parts below it (a slab allocation
/// borrows physical memory). What needs several parts at once (reclaim, the OOM killer, a process's end) is an extension
/// of this type.
///
/// Invariants, checked by `checkInvariants()`: every frame has exactly one owner; slab pages are the frames that
/// caches own; page-table pages the frames that page tables own; resident pages the mapped entries.
public struct Kernel: ~Copyable {
    public internal(set) var profile: MachineProfile
    public internal(set) var memory: PhysicalMemory
    public internal(set) var slab: SlabAllocator
    public internal(set) var vmalloc: VmallocSpace
    public internal(set) var virtual: VirtualMemory
    let oomRules: OomRules
    /// The model's own later events.
    var schedule = Schedule()
    /// Nanoseconds: the time of the current step.
    public internal(set) var clock: UInt64 = 0
    /// Memory that the current event still has to touch, in order.
    var pending = TouchQueue()
    /// Killed, not gone yet; nobody else is killed for memory meanwhile.
    var dying: [ProcessID] = []
    /// A purge of the vmalloc range stands in the schedule.
    var isPurgeScheduled = false
    /// A recording's page events ask for frames; address spaces are not modelled, their pages are known from their owners.
    var isRecorded = false
    /// The machine began with a state of the page allocator, not with what boot leaves.
    package internal(set) var isInMidLife = false
    /// Memory ran out with vm.panic_on_oom set: the replay is over.
    public internal(set) var hasPanicked = false
    /// The process whose C library or system call runs, and its processor.
    var caller = ProcessID.kernel
    var callerCPU: UInt16 = 0

    /// A machine as it is after boot. Precondition: a valid profile.
    init(profile: MachineProfile) {
        self.profile = profile
        oomRules = OomRules(profile.generation, pointerSize: profile.architecture.pointerSize)
        memory = PhysicalMemory(profile: profile)
        slab = SlabAllocator(profile: profile)
        vmalloc = VmallocSpace(profile: profile)
        vmalloc.defersPurge = profile.generation.purgesInWorker
        virtual = VirtualMemory(profile: profile, totalPages: memory.managedPages)
    }

    /// Takes what boot takes: the shared zero page, the first caches. Rows go to the current step. The zero page stands in the
    /// kernel's image (`empty_zero_page`), so a machine with an image has it there and takes no page for it;
    /// nor does one whose life began before the replay.
    /// `slabs`: SLUB's caches where the machine runs already.
    mutating func boot(slabs: InitialSlabState? = nil, names: inout NameTable, log: inout TransitionLog) {
        let image = profile.reserved.first { $0.start >= 1 << 20 }
        let frame = image.map { FrameNumber(UInt32($0.start >> pageShift)) } ?? (isInMidLife ? memory.firstUsedFrame : nil)
        do throws(OutOfMemory) {
            try virtual.boot(zeroFrame: frame.flatMap { memory.isRAM($0) ? $0 : nil }, memory: &memory, log: &log)
        } catch {
            log.count(.memoryNoZeroPage)
        }
        if let slabs, slab.algorithm == .slub {
            slab.adopt(slabs.allocated(in: &memory, log: &log), names: &names, memory: &memory, log: &log)
        } else {
            slab.boot(names: &names, log: &log)
        }
    }

    /// Hands changed sysctls to the parts that keep a copy.
    mutating func settingsChanged() { virtual.settings = profile.vm }

    /// Aborts when an invariant of any part, or one across parts, does not hold.
    public func checkInvariants() {
        memory.checkInvariants()
        slab.checkInvariants(memory: memory)
        vmalloc.checkInvariants(tables: virtual, memory: memory)
        virtual.checkInvariants(memory: memory)
    }

    /// Aborts when the parts disagree with physical memory on how many frames are theirs. A recording may hold frames
    /// that no part knows, so this is for runs whose frames the model chose.
    mutating func checkOwners() {
        precondition(
            memory.pages(of: .slab) == slab.common.reclaimablePages + slab.common.unreclaimablePages,
            "slab pages are the frames that caches own")
        precondition(memory.pages(of: .pageTable) == virtual.pageTableFrames, "page-table pages are the frames that tables own")
        precondition(memory.pages(of: .vmalloc) == vmalloc.mappedPages, "frames of areas are those that areas map")
        precondition(memory.pages(of: .largeKmalloc) == slab.largePages, "large kmallocs are the frames they own")
        precondition(
            memory.pages(of: .anonymous) == virtual.mappedFrames(of: .anonymous, memory) + virtual.idleHugeFrames,
            "processes map anonymous frames")
        precondition(memory.pages(of: .zeroPage) <= 1 + virtual.hugeZeroPages, "there is one zero page, and a huge one")
    }
}

extension KernelGeneration {
    /// Too many lazily freed areas are purged by a worker, a little later (drain_vmap_area_work, mm/vmalloc.c since 5.16),
    /// and not in the vfree that was one too many.
    fileprivate var purgesInWorker: Bool {
        switch self {
        case .v2632, .v310, .v44: false
        case .v61, .v618: true
        }
    }
}
