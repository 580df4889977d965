import ReplayModel
import TraceFormat

/// What joins a recording's slab events to its page events when SLUB predicts the objects (a starting state told of its caches).
///
/// Frames are the model's. A page event that looks like a slab's waits in `pages` until SLUB needs a slab; a slab that SLUB gives back
/// waits in `returned` until its page event comes.
///
/// Invariants: a frame is in at most one of `pages` and `returned`; `histories` and `leavesNoEvents` have one entry for each cache
/// that was asked for.
struct SlabJoin: Sendable {
    /// Pages that came for a slab and that no cache has taken.
    struct Page: Sendable, Equatable {
        var frame: FrameNumber
        var order: UInt8
        var task: Int32
        var isReclaimable: Bool
        /// The step of its event.
        var step: UInt64

        func holds(_ frame: FrameNumber) -> Bool { frame.rawValue &- self.frame.rawValue < 1 << UInt32(order) }
    }

    /// When a cache last had no free object: from the end of one step to that of another (`max`: still).
    struct History: Sendable {
        var since = UInt64.max
        var until = UInt64.max

        func covers(_ step: UInt64) -> Bool { since <= step && step < until }
    }

    /// Whom an event without a cache's name asks: known from other events of the same call site and size.
    struct CallSite: Hashable, Sendable {
        var caller: NameID
        var size: UInt64
    }

    /// How many pages are looked at for one that a cache may have asked for.
    private static let reach = 16

    /// Oldest first.
    private(set) var pages: [Page] = []
    /// Only looked up.
    private var returned: [UInt32: UInt8] = [:]
    /// The largest order ever returned.
    private var largestReturned: UInt8 = 0
    private var histories: [History] = []
    private var leavesNoEvents: [Bool] = []
    /// Only looked up.
    var callSites: [CallSite: CacheID] = [:]

    // MARK: Pages

    mutating func add(_ page: Page) { pages.append(page) }

    /// The page that a task last brought for such a slab.
    func page(for task: Int32, order: UInt8, minOrder: UInt8, isReclaimable: Bool) -> Page? {
        pages.suffix(Self.reach).last {
            $0.task == task && ($0.order == order || $0.order == minOrder) && $0.isReclaimable == isReclaimable
        }
    }

    /// The page that holds a frame.
    func page(holding frame: FrameNumber) -> Page? { pages.last { $0.holds(frame) } }

    /// Takes a page away: a cache has it, or it was freed.
    mutating func remove(_ frame: FrameNumber) {
        if let index = pages.lastIndex(where: { $0.frame == frame }) { pages.remove(at: index) }
    }

    // MARK: Slabs given back

    mutating func expectFrees(_ slabs: [(frame: FrameNumber, order: UInt8)]) {
        for slab in slabs {
            returned[slab.frame.rawValue] = slab.order
            largestReturned = max(largestReturned, slab.order)
        }
    }

    /// The slab that the model gave back and that holds a frame.
    func returnedSlab(holding frame: FrameNumber) -> (frame: FrameNumber, order: UInt8)? {
        guard !returned.isEmpty else { return nil }
        for order in 0...largestReturned {
            let first = (frame.rawValue >> UInt32(order)) << UInt32(order)
            if returned[first] == order { return (FrameNumber(first), order) }
        }
        return nil
    }

    /// Forgets a slab given back; false where the model has given none there.
    mutating func removeReturned(_ frame: FrameNumber) -> Bool { returned.removeValue(forKey: frame.rawValue) != nil }

    // MARK: Caches

    subscript(history cache: CacheID) -> History {
        get { Int(cache.rawValue) < histories.count ? histories[Int(cache.rawValue)] : History() }
        set {
            while histories.count <= Int(cache.rawValue) { histories.append(History()) }
            histories[Int(cache.rawValue)] = newValue
        }
    }

    /// Whether objects of a cache were seen to be taken or freed without an event (bulk calls leave none).
    subscript(leavesNoEvent cache: CacheID) -> Bool {
        get { Int(cache.rawValue) < leavesNoEvents.count && leavesNoEvents[Int(cache.rawValue)] }
        set {
            while leavesNoEvents.count <= Int(cache.rawValue) { leavesNoEvents.append(false) }
            leavesNoEvents[Int(cache.rawValue)] = newValue
        }
    }
}
