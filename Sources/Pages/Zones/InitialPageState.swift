import ReplayModel

/// The state of the page allocator when a recording begins: what is free, on which list, in which order.
///
/// Every managed frame that is not named is allocated, to an owner that nobody knows (`.recorded`).
public struct InitialPageState: Sendable, Equatable {
    /// A free block on a buddy list. Blocks of one list stand in list order, first to last.
    public struct FreeBlock: Sendable, Equatable {
        public var frame: FrameNumber
        public var order: UInt8
        /// The list; nil: the page block's type.
        public var migratetype: UInt8?

        public init(frame: FrameNumber, order: UInt8, migratetype: UInt8? = nil) {
            self.frame = frame
            self.order = order
            self.migratetype = migratetype
        }
    }

    /// A free block on a CPU's list. Blocks of one list stand in list order, first to last.
    public struct PerCPUBlock: Sendable, Equatable {
        public var frame: FrameNumber
        public var order: UInt8
        /// The list: 0 … 2; nil: the page block's type.
        public var migratetype: UInt8?
        public var cpu: UInt16

        public init(frame: FrameNumber, order: UInt8, migratetype: UInt8? = nil, cpu: UInt16 = 0) {
            self.frame = frame
            self.order = order
            self.migratetype = migratetype
            self.cpu = cpu
        }
    }

    /// The migrate type of a page block, by any of its frames.
    public struct Pageblock: Sendable, Equatable {
        public var frame: FrameNumber
        public var migratetype: UInt8

        public init(frame: FrameNumber, migratetype: UInt8) {
            self.frame = frame
            self.migratetype = migratetype
        }
    }

    /// A CPU's drain factor in a zone, where it is not 0.
    public struct FreeFactor: Sendable, Equatable {
        public var zone: ZoneIndex
        public var cpu: UInt16
        public var factor: UInt8

        public init(zone: ZoneIndex, cpu: UInt16, factor: UInt8) {
            self.zone = zone
            self.cpu = cpu
            self.factor = factor
        }
    }

    /// A zone's own figures, which replace those that the profile leads to.
    public struct ZoneFigures: Sendable, Equatable {
        public var kind: ZoneKind
        public var node: UInt8 = 0
        /// How many changes of free pages a CPU keeps to itself; nil: as many as its size and the CPUs lead to.
        public var countThreshold: UInt32?
        /// Whether that number changes while kswapd is awake; nil: on machines of several CPUs.
        public var hasDriftMark: Bool?
        /// Frames: the first, and how many are spanned, present and managed.
        public var start: FrameNumber
        public var spanned: UInt64
        public var present: UInt64
        public var managed: UInt64
        /// Watermarks and the high-atomic reserve, in pages.
        public var min: UInt64
        public var low: UInt64
        public var high: UInt64
        public var highAtomic: UInt64
        /// lowmem_reserve against requests of each zone kind, in pages.
        public var protection: [UInt64]
        /// Each CPU's list: pages to keep at most, and pages moved at a time.
        public var perCPUHigh: UInt32
        public var perCPUBatch: UInt32

        public init(
            kind: ZoneKind, start: FrameNumber, spanned: UInt64, present: UInt64, managed: UInt64, min: UInt64, low: UInt64, high: UInt64,
            highAtomic: UInt64 = 0, protection: [UInt64], perCPUHigh: UInt32, perCPUBatch: UInt32
        ) {
            self.kind = kind
            self.start = start
            self.spanned = spanned
            self.present = present
            self.managed = managed
            self.min = min
            self.low = low
            self.high = high
            self.highAtomic = highAtomic
            self.protection = protection
            self.perCPUHigh = perCPUHigh
            self.perCPUBatch = perCPUBatch
        }
    }

    /// One CPU's limits in a zone, where they are not `ZoneFigures`'.
    public struct PerCPULimits: Sendable, Equatable {
        public var zone: ZoneIndex
        public var cpu: UInt16
        public var high: UInt32
        public var batch: UInt32

        public init(zone: ZoneIndex, cpu: UInt16, high: UInt32, batch: UInt32) {
            self.zone = zone
            self.cpu = cpu
            self.high = high
            self.batch = batch
        }
    }

    /// Changes of free pages that a CPU keeps from a zone's counter (vm_stat_diff), where there are any.
    public struct Uncounted: Sendable, Equatable {
        public var zone: ZoneIndex
        public var cpu: UInt16
        public var pages: Int32

        public init(zone: ZoneIndex, cpu: UInt16, pages: Int32) {
            self.zone = zone
            self.cpu = cpu
            self.pages = pages
        }
    }

    /// Allocated frames of which the state tells the use.
    public struct UsedFrames: Sendable, Equatable {
        public var frame: FrameNumber
        public var count: UInt32
        public var use: RecordedUse

        public init(frame: FrameNumber, count: UInt32, use: RecordedUse) {
            self.frame = frame
            self.count = count
            self.use = use
        }
    }

    /// Empty: the profile's zones and figures hold.
    public var zones: [ZoneFigures] = []
    public var free: [FreeBlock] = []
    public var perCPU: [PerCPUBlock] = []
    public var pageblocks: [Pageblock] = []
    public var freeFactors: [FreeFactor] = []
    public var perCPULimits: [PerCPULimits] = []
    public var uncounted: [Uncounted] = []
    public var structs = KernelStructs()
    public var used: [UsedFrames] = []
    /// Which frames are reserved is a guess: a reserved frame that is freed later was allocated, and another one is reserved.
    public var reservedIsAssumed = false

    public init() {}
}

/// A starting state that cannot be: which frame, and why.
public struct InitialPageStateError: Error, Equatable, Sendable {
    public var frame: FrameNumber
    public var problem: String
}
