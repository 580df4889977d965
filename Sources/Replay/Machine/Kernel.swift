import TraceFormat

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
    /// The transitions of the current step, and the run's counters.
    public var log = TransitionLog()
    var memory: PhysicalMemory
    var slab: SlabAllocator
    var vmalloc: VmallocSpace
    var processes: ProcessTable
    /// The model's own later events.
    var schedule = Schedule()
    /// Nanoseconds: the time of the current step.
    public internal(set) var clock: UInt64 = 0
    /// Memory that the current event still has to touch, in order.
    var pending = PendingTouches()
    /// Killed for memory, not gone yet; nobody else is killed meanwhile.
    var dying: [ProcessID] = []
}
