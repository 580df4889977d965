/// Frees of single pages that may be logged once more: in 2.6.32 __free_pages logs `mm_page_free_direct` and then calls free_hot_page, which
/// logs it too (mm/page_alloc.c).
///
/// Invariant: each processor has at most one page here, whose free it logged last and once, and which nothing has taken since.
struct DirectFrees: Sendable {
    private var last: [(cpu: Int16, frame: UInt64)] = []

    var isEmpty: Bool { last.isEmpty }

    /// A direct free is logged; whether it is the second of the same one.
    mutating func repeats(_ event: TraceEvent) -> Bool {
        let before = last.first { $0.cpu == event.cpu }
        last.removeAll { $0.cpu == event.cpu }
        guard let frame = event.number(.frame), event.number(.order) ?? 0 == 0 else { return false }
        if before?.frame == frame { return true }
        last.append((event.cpu, frame))
        return false
    }

    /// The page is allocated, so a later free is another one.
    mutating func allocated(_ frame: UInt64?) {
        if !last.isEmpty { last.removeAll { $0.frame == frame } }
    }
}
