import Pages
import ReplayModel
import TraceFormat

/// Why a page request went as it did: everything that the page allocator looked at, at that moment.
public struct RequestExplanation: Sendable {
    public enum Kind: String, Sendable {
        /// No page was to be had at once.
        case failed
        /// Another migrate type's blocks had to do.
        case mixedTypes = "mixed_types"
        /// A lower zone than the preferred one had to do.
        case lowerZone = "lower_zone"
    }

    /// A zone's free lists, and what the kernel's indices say of them for the order asked for.
    public struct ZoneLists: Sendable {
        public var name: String
        public var free: UInt64
        public var perCPU: UInt64
        /// By migrate type, then by order.
        public var blocks: [[UInt32]]
        /// Thousandths.
        public var extfragIndex: Int64
        public var unusableIndex: Int64

        package init(name: String, free: UInt64, perCPU: UInt64, blocks: [[UInt32]], extfragIndex: Int64, unusableIndex: Int64) {
            self.name = name
            self.free = free
            self.perCPU = perCPU
            self.blocks = blocks
            self.extfragIndex = extfragIndex
            self.unusableIndex = unusableIndex
        }
    }

    public var kind: Kind
    /// The row that tells of it, in the step.
    public var seq: Int64
    public var order: UInt8
    public var gfp: UInt32
    public var migratetype: UInt8
    /// Who asked, and what for.
    public var who: String
    /// `reclaimed`, `out_of_memory`, `fragmentation`, `failed`; empty for a request that was served.
    public var reason = ""
    public var attempts: [RequestAttempt] = []
    /// Names of all zones, by index.
    public var zoneNames: [String] = []
    /// The zones that the request may use, first choice first.
    public var zones: [ZoneLists] = []
    /// Where another migrate type had to do.
    public var fallback: PageFallbackRow?
    /// The order that `pins` is about, how many frames of such a block may be in use, and how many such blocks there are.
    public var pinOrder: UInt8 = 0
    public var pinLimit: UInt32 = 0
    public var pins: [PinnedBlock] = []
    /// In words, by the holders' owners.
    public var pinOwners: [FrameOwner: String] = [:]
    /// More requests of the same kind in the step.
    public var alike = 0
    /// The moment is not that of the request itself, because what it had taken was given back first.
    public var isAfterUndo = false

    package init(kind: Kind, seq: Int64, order: UInt8, gfp: UInt32, migratetype: UInt8, who: String) {
        self.kind = kind
        self.seq = seq
        self.order = order
        self.gfp = gfp
        self.migratetype = migratetype
        self.who = who
    }
}
