import Pages
import ReplayModel

/// Pages for SLUB when a recording's page events are the only source of pages: nothing is ever allocated here, since a slab is begun on
/// the pages that an event brought, and what SLUB gives back waits for the event that frees it.
struct OfferedPages: PageSource {
    /// First frames and orders of the slabs that were given back, in order.
    private(set) var returned: [(frame: FrameNumber, order: UInt8)] = []

    mutating func allocate(_ request: PageRequest, log: inout TransitionLog) -> FrameNumber? { nil }
    mutating func free(_ frame: FrameNumber, order: UInt8, cpu: UInt16, log: inout TransitionLog) { returned.append((frame, order)) }
    mutating func setOwner(_ owner: FrameOwner, of frame: FrameNumber, order: UInt8, log: inout TransitionLog) {}
    var freePages: UInt64 { 0 }
    var reservePages: UInt64 { 0 }
    func owner(of frame: FrameNumber) -> FrameOwner { FrameOwner(.slab) }
    func zone(of frame: FrameNumber) -> ZoneIndex { ZoneIndex(0) }
    func mapCount(of frame: FrameNumber) -> UInt32 { 0 }
    mutating func addMapping(to frame: FrameNumber) {}
    mutating func dropMapping(of frame: FrameNumber) -> UInt32 { 0 }
}
