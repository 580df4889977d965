import ReplayModel
import TraceFormat

/// A request for 2^`order` contiguous page frames.
public struct PageRequest: Sendable {
    public var order: UInt8
    public var gfp: GfpFlags
    public var owner: FrameOwner
    /// The processor that asks; its per-CPU lists are used.
    public var cpu: UInt16
    /// The frame that a recording names: compared in placement `model`, taken in placement `recorded`.
    public var recorded: FrameNumber?
    /// The NUMA node that it prefers; nil: its processor's.
    public var node: UInt8?
    /// The nodes that it may use, bit by node; nil: all.
    public var nodes: UInt64?
    /// An interleaving policy gave it its node.
    public var isInterleaved = false
    /// The zone that was chosen for it before; nil: the zonelist and the watermarks choose.
    public var zone: ZoneIndex?

    public init(order: UInt8, gfp: GfpFlags, owner: FrameOwner, cpu: UInt16 = 0, recorded: FrameNumber? = nil) {
        self.order = order
        self.gfp = gfp
        self.owner = owner
        self.cpu = cpu
        self.recorded = recorded
    }
}

/// Where the allocators above get their pages. `PhysicalMemory` is the real one; tests may use a simpler one.
///
/// The contract of failure, for every layer: an operation that gets nil from `allocate` leaves the state as if it had
/// not begun (it gives back what it had taken) and reports `OutOfMemory`. The machine then reclaims or calls the OOM
/// killer and runs the operation again.
public protocol PageSource: ~Copyable {
    /// The first frame of a block, or nil when no zone of the request's zonelist has one above its watermark.
    mutating func allocate(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber?

    /// Gives a block back. Precondition: it was allocated with this order and nobody maps it.
    mutating func free(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog)

    /// Changes what an allocated block serves.
    mutating func setOwner(_ owner: FrameOwner, of frame: FrameNumber, order: UInt8, log: inout TransitionLog)

    /// Free pages of all zones (NR_FREE_PAGES).
    var freePages: UInt64 { get }

    /// Pages that no promise may count on: Σ over zones of high watermark and largest lowmem reserve (totalreserve_pages).
    var reservePages: UInt64 { get }

    /// What a frame serves.
    func owner(of frame: FrameNumber) -> FrameOwner

    /// The zone of a frame that is RAM.
    func zone(of frame: FrameNumber) -> ZoneIndex

    /// How many page-table entries of processes map the frame.
    func mapCount(of frame: FrameNumber) -> UInt32

    /// One more page-table entry maps the frame.
    mutating func addMapping(to frame: FrameNumber)

    /// One fewer does; returns how many are left. The caller frees the frame at 0.
    mutating func dropMapping(of frame: FrameNumber) -> UInt32
}

/// No page was to be had; the operation has been undone.
public struct OutOfMemory: Error, Sendable {
    /// The request that failed.
    public var request: PageRequest

    public init(request: PageRequest) { self.request = request }
}
