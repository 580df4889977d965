import ReplayModel

/// The machine's RAM in frames, worked out from the profile before anything is allocated.
///
/// Rounding is the kernel's: a RAM range holds the pages that lie wholly inside, a reserved range touches every page that it overlaps.
struct MemoryLayoutPlan {
    /// One past the last frame that is RAM.
    var frameCount: UInt64 = 0
    var zones: [Zone] = []
    var pageblockCount = 0
    /// RAM, ascending.
    var ram: [FrameRange] = []
    /// RAM that is freed at boot, ascending.
    var free: [FrameRange] = []
    /// RAM that is freed after the limits were computed, ascending.
    var late: [FrameRange] = []

    init(profile: MachineProfile) {
        ram = profile.ram.map { FrameRange(inside: $0) }.filter { !$0.isEmpty }
        precondition(!ram.isEmpty, "a machine has RAM")
        frameCount = ram[ram.count - 1].end
        let reserved = profile.reserved.map { FrameRange(around: $0) }
        let initial = profile.pages.initMemory.map { FrameRange(around: $0) }
        let managed = FrameRange.subtract(reserved, from: ram)
        free = FrameRange.subtract(initial, from: managed)
        late = FrameRange.subtract(free, from: managed)
        let order = UInt64(profile.architecture.pageblockOrder)
        for zone in profile.zones { append(zone, pageblockOrder: order) }
    }

    private mutating func append(_ profile: ZoneProfile, pageblockOrder: UInt64) {
        let whole = FrameRange(profile.range.start >> pageShift, (profile.range.end + pageSize - 1) >> pageShift)
        let span = whole.clamped(to: FrameRange(ram[0].start, frameCount))
        var zone = Zone()
        zone.kind = profile.kind
        zone.node = profile.node
        zone.present = FrameRange.count(ram, in: span)
        zone.spanned = zone.present == 0 ? 0 : span.count
        zone.start = UInt32(span.start)
        zone.end = zone.present == 0 ? zone.start : UInt32(span.end)
        zone.managedEarly = FrameRange.count(free, in: span)
        zone.managed = zone.managedEarly + FrameRange.count(late, in: span)
        let first = Int(zone.start) >> Int(pageblockOrder)
        let blocks = zone.spanned == 0 ? 0 : (Int(zone.end - 1) >> Int(pageblockOrder)) - first + 1
        zone.pageblockOffset = pageblockCount - first
        pageblockCount += blocks
        zones.append(zone)
    }
}

/// Frames start ..< end.
struct FrameRange: Equatable {
    var start: UInt64
    var end: UInt64

    init(_ start: UInt64, _ end: UInt64) {
        self.start = start
        self.end = max(start, end)
    }

    /// The pages that lie wholly in a range of bytes.
    init(inside range: PhysicalRange) {
        self.init((range.start + pageSize - 1) >> pageShift, range.end >> pageShift)
    }

    /// The pages that a range of bytes touches.
    init(around range: PhysicalRange) {
        self.init(range.start >> pageShift, (range.end + pageSize - 1) >> pageShift)
    }

    var count: UInt64 { end - start }
    var isEmpty: Bool { start == end }

    func clamped(to other: FrameRange) -> FrameRange {
        let first = Swift.min(Swift.max(start, other.start), other.end)
        return FrameRange(first, Swift.max(first, Swift.min(end, other.end)))
    }

    /// Frames of `ranges` inside `window`.
    static func count(_ ranges: [FrameRange], in window: FrameRange) -> UInt64 {
        ranges.reduce(0) { $0 + $1.clamped(to: window).count }
    }

    /// What is left of ascending `ranges` without `holes` (in any order). O(ranges × holes).
    static func subtract(_ holes: [FrameRange], from ranges: [FrameRange]) -> [FrameRange] {
        var rest = ranges
        for hole in holes where !hole.isEmpty {
            rest = rest.flatMap { range -> [FrameRange] in
                guard hole.start < range.end, hole.end > range.start else { return [range] }
                return [FrameRange(range.start, hole.start), FrameRange(hole.end, range.end)].filter {
                    !$0.isEmpty && $0.start >= range.start && $0.end <= range.end
                }
            }
        }
        return rest
    }
}
