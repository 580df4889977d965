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

    public var free: [FreeBlock] = []
    public var perCPU: [PerCPUBlock] = []
    public var pageblocks: [Pageblock] = []
    public var freeFactors: [FreeFactor] = []

    public init() {}
}

/// A starting state that cannot be: which frame, and why.
public struct InitialPageStateError: Error, Equatable, Sendable {
    public var frame: FrameNumber
    public var problem: String
}
