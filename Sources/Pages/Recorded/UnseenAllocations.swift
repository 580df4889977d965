/// Which frames a recording's window takes without an event (alloc_pages_bulk leaves none: kernel stacks, vmalloc), as far as
/// its page events show: a frame that is freed although it was free has been taken since its last event.
///
/// Moments are numbers of page events (mm_page_alloc, mm_page_free) inside the window, from 1; 0 is the starting state.
public struct UnseenAllocations: Sendable {
    /// Why a frame may have been taken without an event.
    public enum Evidence: Sendable, Equatable {
        /// Its next event is a free, and it was free.
        case freedLater
        /// It was free, and no later event of the window names it.
        case neverNamedAgain
    }

    /// Between two events that name a frame: the first left it free, the second frees it.
    private struct Gap: Sendable {
        var frame: UInt32
        var after: UInt32
        var before: UInt32
    }

    /// Sorted by frame, then by `after`.
    private var gaps: [Gap] = []
    /// The last event that names each frame.
    private var lastNamed = FrameChunks()
    /// Whether each frame is free after the events so far, as far as they and the starting state show.
    private var isFree = FrameChunks()
    /// Page events so far.
    private var events: UInt32 = 0
    private var isSorted = true

    public init() {}

    /// Allocations that a later free proves.
    public var provenCount: Int { gaps.count }

    /// A block is free when the window begins.
    public mutating func addFree(_ frame: UInt32, order: UInt8) {
        for each in Self.frames(frame, order) { isFree[each] = 1 }
    }

    /// An event allocates a block.
    public mutating func allocate(_ frame: UInt32, order: UInt8) {
        events += 1
        for each in Self.frames(frame, order) {
            isFree[each] = 0
            lastNamed[each] = events
        }
    }

    /// An event frees a block.
    public mutating func free(_ frame: UInt32, order: UInt8) {
        events += 1
        for each in Self.frames(frame, order) {
            if isFree[each] != 0 {
                gaps.append(Gap(frame: each, after: lastNamed[each], before: events))
                isSorted = false
            }
            isFree[each] = 1
            lastNamed[each] = events
        }
    }

    /// All events have been seen.
    public mutating func finish() {
        if !isSorted { gaps.sort { ($0.frame, $0.after) < ($1.frame, $1.after) } }
        isSorted = true
    }

    /// Why the frame may have been taken without an event just before page event `moment`; nil: it was not. Precondition: `finish()`
    /// was called. Complexity: O(log of the proven ones).
    public func evidence(_ frame: UInt32, at moment: UInt32) -> Evidence? {
        precondition(isSorted, "asked before the survey was finished")
        var low = 0
        var high = gaps.count
        while low < high {
            let middle = (low + high) / 2
            if (gaps[middle].frame, gaps[middle].after) < (frame, moment) { low = middle + 1 } else { high = middle }
        }
        if low > 0, gaps[low - 1].frame == frame, moment < gaps[low - 1].before { return .freedLater }
        return isFree[frame] != 0 && lastNamed[frame] < moment ? .neverNamedAgain : nil
    }

    private static func frames(_ frame: UInt32, _ order: UInt8) -> Range<UInt32> {
        let size = UInt32(1) << UInt32(min(order, 10))
        return frame..<(frame > .max - size ? .max : frame + size)
    }
}
