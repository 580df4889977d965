import Pages
import ReplayModel
import TraceFormat

/// What is under way inside the page allocator, by task. Only looked up.
struct InsideState {
    /// A request for an array of pages.
    struct Bulk {
        var asked: UInt64
        var gfp: GfpFlags
        var node: UInt8?
        /// The zone that the watermarks chose when it began.
        var zone: ZoneIndex?
        /// Pages so far that had an event of their own.
        var single: UInt64 = 0

        init(_ event: TraceEvent) {
            asked = event.number(.count) ?? 0
            gfp = event.gfp(default: .kernel)
            node = event.signed(.node).flatMap { UInt8(exactly: $0) }
        }
    }

    var bulks: [Int32: Bulk] = [:]
    /// Pages of a list that are yet to be freed.
    var lists: [Int32: Int] = [:]
    /// The block that compaction asks for.
    var isolations: [Int32: TraceEvent] = [:]
    /// The request under way with its nodes, and the zone that the watermarks chose for it.
    var asks: [Int32: PageRequest] = [:]
    /// The node that a kswapd works for.
    var balances: [Int32: UInt8] = [:]
}
