import ReplayModel
import TraceFormat

/// Many single pages at once, as vmalloc and kernel stacks take them (__alloc_pages_bulk, 6.1): no event tells of them.
extension PhysicalMemory {
    /// Up to `count` single frames from one zone's per-CPU list; one by the ordinary way where the bulk way is closed (charged
    /// to a memory cgroup, no zone far enough above its low watermark, no per-CPU lists). Fewer than asked for is no error;
    /// none means that `allocate` would fail.
    ///
    /// Unlike an ordinary allocation it does not halve the drain factor. Precondition: `request.order` == 0, `count` > 0.
    public mutating func allocateBulk(_ request: PageRequest, count: Int, log: inout TransitionLog) -> [FrameNumber] {
        precondition(request.order == 0 && count > 0, "a bulk allocation takes single pages")
        precondition(request.cpu < cpus, "CPU of a page request")
        var result: [FrameNumber] = []
        let type = migratetype(of: request.gfp)
        if count > 1, hasPerCPULists, !request.gfp.contains(.account), let zone = request.zone ?? bulkZone(request, count: count) {
            while result.count < count,
                let frame = takeFromPerCPU(
                    0, zone: zone, cpu: request.cpu, type: type, flags: .low, halvesFactor: false, log: &log)
            {
                result.append(hand(ZonePick(frame: frame, zone: zone, type: type, blockOrder: nil), to: request, log: &log))
            }
        }
        if result.isEmpty, let frame = allocate(request, log: &log) { result.append(frame) }
        return result
    }

    /// The first zone that stays above its low watermark with `count` pages less.
    public func bulkZone(_ request: PageRequest, count: Int) -> ZoneIndex? {
        let highest = highestZone(for: request.gfp)
        return order(of: request).first {
            mayUse($0, request, highest: highest)
                && isAbove(Int64(zones[$0].low) + Int64(count), zone: $0, order: 0, flags: .low, highest: highest)
        }
    }
}
