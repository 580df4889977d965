import ReplayModel

/// What setrlimit limits, as far as memory calls look at it.
public enum LimitedResource: String, CaseIterable, Sendable {
    /// RLIMIT_MEMLOCK, RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK.
    case lockedMemory = "memlock"
    case addressSpace = "as"
    case data
    case stack
}

/// Resource limits of a process that memory calls look at, in bytes; `infinity` is none (setrlimit).
public struct ResourceLimits: Sendable, Equatable {
    public static let infinity = UInt64.max

    /// RLIMIT_STACK: how far the stack grows.
    public var stack: UInt64 = 8 << 20
    /// RLIMIT_AS: size of the address space.
    public var addressSpace = infinity
    /// RLIMIT_DATA: size of the heap, since 4.5 of all private writable memory.
    public var data = infinity
    /// RLIMIT_MEMLOCK; root (CAP_IPC_LOCK) is free of it.
    public var lockedMemory = infinity
    /// The hard limits, in the order of `LimitedResource`. The stack's begins without end (INIT_RLIMITS,
    /// include/asm-generic/resource.h).
    private var hard = (lockedMemory: infinity, addressSpace: infinity, data: infinity, stack: infinity)

    public init() {}

    /// What every process begins with: `RLIMIT_MEMLOCK` is 64 KiB, since 5.16 8 MiB (MLOCK_LIMIT, include/uapi/linux/resource.h), soft and
    /// hard.
    init(_ settings: VirtualMemorySettings, _ generation: KernelGeneration) {
        let usual: UInt64 = generation.rawValue >= KernelGeneration.v61.rawValue ? 8 << 20 : 64 << 10
        stack = settings.stackLimit
        for (resource, value) in [
            (LimitedResource.lockedMemory, settings.lockLimit ?? usual), (.addressSpace, settings.addressSpaceLimit ?? Self.infinity),
            (.data, settings.dataLimit ?? Self.infinity),
        ] {
            self[resource] = value
            self[hard: resource] = value
        }
    }

    /// The limit that holds (rlim_cur).
    subscript(resource: LimitedResource) -> UInt64 {
        get {
            switch resource {
            case .lockedMemory: lockedMemory
            case .addressSpace: addressSpace
            case .data: data
            case .stack: stack
            }
        }
        set {
            switch resource {
            case .lockedMemory: lockedMemory = newValue
            case .addressSpace: addressSpace = newValue
            case .data: data = newValue
            case .stack: stack = newValue
            }
        }
    }

    /// How far it may be raised without privileges (rlim_max).
    subscript(hard resource: LimitedResource) -> UInt64 {
        get {
            switch resource {
            case .lockedMemory: hard.lockedMemory
            case .addressSpace: hard.addressSpace
            case .data: hard.data
            case .stack: hard.stack
            }
        }
        set {
            switch resource {
            case .lockedMemory: hard.lockedMemory = newValue
            case .addressSpace: hard.addressSpace = newValue
            case .data: hard.data = newValue
            case .stack: hard.stack = newValue
            }
        }
    }

    public static func == (a: Self, b: Self) -> Bool {
        LimitedResource.allCases.allSatisfy { a[$0] == b[$0] && a[hard: $0] == b[hard: $0] }
    }
}

/// What kernel generations do otherwise with limits, locking and the neighbours of a fault.
struct LimitRules: Sendable, Equatable {
    /// RLIMIT_DATA is for all private writable memory (may_expand_vm, mm/mmap.c since 4.5); before, for brk alone.
    var dataCountsMappings: Bool
    /// mlock counts what the range has locked already once (count_mm_mlocked_page_nr, mm/mlock.c since 4.9).
    var countsLockedOnce: Bool
    /// MCL_ONFAULT of mlockall (since 4.4), and whether it needs one of the others (since 5.3).
    var hasLockOnFault: Bool
    var lockOnFaultNeedsMore: Bool
    /// Bytes that a stack keeps free below it: one page (check_stack_guard_page, mm/memory.c since 2.6.36, and 2.6.32.19 and 2.6.35.2 of the
    /// stable series), 256 pages since 4.12 (stack_guard_gap, mm/mmap.c; stable: 3.10.108, 3.16.45, 3.18.58, 4.4.74, 4.9.34, 4.11.7).
    var guardGap: UInt64
    /// MADV_FREE (mm/madvise.c since 4.5).
    var hasFree: Bool
    /// Pages of a file that a read fault maps along, where they are cached (fault_around_bytes, mm/memory.c since 3.15); 1: none.
    var pagesAround: UInt64

    init(_ generation: KernelGeneration) {
        let isOld = generation.rawValue <= KernelGeneration.v44.rawValue
        dataCountsMappings = !isOld
        countsLockedOnce = !isOld
        hasLockOnFault = generation.rawValue >= KernelGeneration.v44.rawValue
        lockOnFaultNeedsMore = !isOld
        guardGap = (isOld ? 1 : 256) << pageShift
        hasFree = !isOld
        pagesAround = generation.rawValue >= KernelGeneration.v44.rawValue ? 16 : 1
    }
}
