import TraceFormat

/// Frees of lists of pages: the kernel prepares all pages of a list first (an mm_page_free each) and then gives them to the page
/// allocator one by one, each after an mm_page_free_batched. So a free takes effect at the batched event where one follows.
///
/// Source: free_unref_page_list (6.1) and free_unref_folios (6.18), mm/page_alloc.c. Before 4.15 (free_hot_cold_page_list) the
/// batched event came directly before the page's own mm_page_free, which then takes effect at once.
enum ListFrees {
    /// Gives the field `batched` to those of the first `count` events that are frees of a list.
    ///
    /// What follows an event is looked for in all of `events`, which reaches one window of the merger further; the pages of one
    /// list are far closer together (a few hundred events). Complexity: O(events).
    static func mark(_ events: inout [TraceEvent], count: Int) {
        guard events.contains(where: { $0.kind == .pageFreeBatched }) else { return }
        // Frames whose next event is a batched one. Only looked up.
        var awaited: Set<UInt64> = []
        for index in events.indices.reversed() {
            switch events[index].kind {
            case .pageFreeBatched:
                guard let frame = events[index].number(.frame), !comesFirst(index, frame, in: events) else { continue }
                awaited.insert(frame)
            case .pageAlloc: if let frame = events[index].number(.frame) { awaited.remove(frame) }
            case .pageFree:
                guard let frame = events[index].number(.frame), awaited.remove(frame) != nil, index < count else { continue }
                events[index].set(.batched, 1)
            default: break
            }
        }
    }

    /// Whether the batched event stands directly before the free of its page: the older order.
    private static func comesFirst(_ index: Int, _ frame: UInt64, in events: [TraceEvent]) -> Bool {
        let cpu = events[index].cpu
        let next = events[(index + 1)...].prefix(8).first { $0.cpu == cpu }
        return next?.kind == .pageFree && next?.number(.frame) == frame
    }
}
