import TraceFormat

/// Frees of lists of pages: the kernel prepares all pages of a list first (an mm_page_free each) and then gives them to the page
/// allocator one by one, each after an mm_page_free_batched. So a free takes effect at the batched event where one follows.
///
/// Source: free_unref_page_list (6.1) and free_unref_folios (6.18), mm/page_alloc.c. Before 4.15 (free_hot_cold_page_list) the
/// batched event came directly before the page's own mm_page_free, which then takes effect at once.
enum ListFrees {
    /// Gives the field `batched` to those of `events` that are frees of a list.
    ///
    /// What follows an event is looked for in `events` and in the window after them; the pages of one list are far closer together (a
    /// few hundred events). Complexity: O(events).
    static func mark(_ events: inout [TraceEvent], before later: [TraceEvent]) {
        guard hasBatched(events) || hasBatched(later) else { return }
        // Frames whose next event is a batched one. Only looked up.
        var awaited: Set<UInt64> = []
        let count = events.count
        for index in (0..<count + later.count).reversed() {
            let kind = index < count ? events[index].kind : later[index - count].kind
            guard kind == .pageFreeBatched || kind == .pageAlloc || kind == .pageFree else { continue }
            let event = index < count ? events[index] : later[index - count]
            guard let frame = event.number(.frame) else { continue }
            if kind == .pageFreeBatched {
                if !comesFirst(index, event, events, later) { awaited.insert(frame) }
            } else if awaited.remove(frame) != nil, kind == .pageFree, index < count {
                events[index].set(.batched, 1)
            }
        }
    }

    private static func hasBatched(_ events: [TraceEvent]) -> Bool {
        for index in events.indices where events[index].kind == .pageFreeBatched { return true }
        return false
    }

    /// Whether the batched event stands directly before the free of its page: the older order.
    private static func comesFirst(_ index: Int, _ event: TraceEvent, _ events: [TraceEvent], _ later: [TraceEvent]) -> Bool {
        let end = min(index + 9, events.count + later.count)
        for place in index + 1..<max(end, index + 1) {
            let next = place < events.count ? events[place] : later[place - events.count]
            if next.cpu == event.cpu { return next.kind == .pageFree && next.number(.frame) == event.number(.frame) }
        }
        return false
    }
}
