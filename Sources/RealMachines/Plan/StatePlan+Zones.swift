import Pages
import Replay
import ReplayModel
import TraceFormat

extension StatePlan {
    /// The profile's own zones that hold RAM.
    func profileExtents() -> [Extent] {
        let ram = FrameRuns(bytes: profile.ram)
        let whole = (ram.ranges.first?.lowerBound ?? 0)..<(ram.ranges.last?.upperBound ?? 0)
        return profile.zones.compactMap { zone in
            // A zone spans no frames below or above all RAM.
            let span = ((zone.range.start >> pageShift)..<(zone.range.end >> pageShift)).clamped(to: whole)
            let own = ram.intersection(span)
            return own.isEmpty ? nil : Extent(kind: zone.kind, node: zone.node, span: span, ram: own)
        }
    }

    /// Every frame of a state has a record.
    private static var mostPages: UInt64 { 1 << 28 }

    /// What the model has room for, with the empty zones that the profile adds.
    private static var mostZones: Int { 24 }

    /// Zones as the state has them.
    func stateExtents(_ zones: [ZoneFacts]) throws(TraceError) -> [Extent] {
        guard zones.count <= Self.mostZones else {
            throw error("has \(zones.count) zones with memory", expected: "at most \(Self.mostZones)")
        }
        var extents: [Extent] = []
        var end: UInt64 = 0
        for zone in zones {
            let figures = zone.figures!
            guard figures.start >= end, figures.present <= figures.spanned, figures.managed <= figures.present, figures.present > 0 else {
                throw error("zone \(zone.title) cannot be", expected: "zones that ascend, managed ≤ present ≤ spanned")
            }
            guard figures.start + figures.spanned < UInt64(UInt32.max) else {
                throw error("zone \(zone.title) ends above 16 TiB", expected: "frame numbers of 32 bits")
            }
            guard figures.present <= Self.mostPages else {
                throw error(
                    "zone \(zone.title) has \(figures.present) pages", expected: "at most \(Self.mostPages) (1 TiB) in a state")
            }
            end = figures.span.upperBound
            let named = namedFrames(zone)
            let ram = try self.ram(of: zone.kind, figures, named: named, isLast: zone.place == zones.last!.place)
            extents.append(Extent(kind: zone.kind, node: zone.node, span: figures.span, ram: ram, managed: figures.managed))
        }
        return extents
    }

    /// Frames that the state names as free or as slabs in a zone.
    private func namedFrames(_ zone: ZoneFacts) -> FrameRuns {
        var ranges = slabFrames.intersection(zone.figures!.span).ranges
        ranges += state.flags?.free.intersection(zone.figures!.span).ranges ?? []
        for (order, types) in (zone.lists ?? []).enumerated() {
            for frame in types.joined() { ranges.append(UInt64(frame)..<(UInt64(frame) + 1 << UInt64(order))) }
        }
        for own in zone.perCPU ?? [] {
            for (index, list) in (own.lists ?? []).enumerated() {
                for frame in list { ranges.append(UInt64(frame)..<(UInt64(frame) + 1 << UInt64(perCPUListOrder(index)))) }
            }
        }
        return FrameRuns(ranges)
    }

    /// The order of the blocks on a per-CPU list.
    func perCPUListOrder(_ index: Int) -> UInt8 { index < 12 ? UInt8(index / 3) : profile.architecture.pageblockOrder }

    /// Which frames of a zone are RAM.
    private func ram(of kind: ZoneKind, _ figures: ZoneFacts.Figures, named: FrameRuns, isLast: Bool) throws(TraceError) -> FrameRuns {
        let span = figures.span
        for map in [FrameRuns(bytes: profile.ram), state.ram ?? FrameRuns()] {
            let own = map.intersection(span)
            // The zone's span begins and, at its last zone, ends with RAM.
            guard own.count == figures.present, own.ranges.first?.lowerBound == span.lowerBound, named.subtracting(own).isEmpty else {
                continue
            }
            return own
        }
        let whole = FrameRuns([span])
        let holes = figures.spanned - figures.present
        let firstMiB: UInt64 = 256
        if profile.architecture.kind.isX86, holes > 0, holes <= 96 + 1, span.lowerBound < firstMiB - holes, span.upperBound > firstMiB {
            let below = FrameRuns([(firstMiB - holes)..<firstMiB])
            if below.intersection(named).isEmpty { return whole.subtracting(below) }
        }
        // The first frame is RAM, and so is the machine's last.
        let edges = FrameRuns([span.lowerBound..<(span.lowerBound + 1)] + (isLast ? [(span.upperBound - 1)..<span.upperBound] : []))
        let free = whole.subtracting(named).subtracting(edges)
        guard free.count >= holes else {
            throw error("zone \(kind.title) has more free frames than present ones", expected: "free frames within present ones")
        }
        return whole.subtracting(free.fromLongest(holes, ends: true))
    }

    /// Makes the profile's zones those of the state. Empty zones of the profile stay where they fit in.
    mutating func setZones(_ extents: [Extent]) {
        var zones: [ZoneProfile] = []
        let start = profile.architecture.physicalOffset(forRAMAt: (extents.first?.span.lowerBound ?? 0) << pageShift)
        for node in 0...(extents.map(\.node).max() ?? 0) {
            for kind in ZoneKind.allCases {
                let previous = zones.last?.range.end ?? start
                if let index = extents.firstIndex(where: { $0.kind == kind && $0.node == node }) {
                    let next = index + 1 < extents.count ? extents[index + 1].span.lowerBound : extents[index].span.upperBound
                    zones.append(ZoneProfile(kind, PhysicalRange(previous, next << pageShift), node: node))
                } else if profile.zones.contains(where: { $0.kind == kind && $0.node == node }) {
                    zones.append(ZoneProfile(kind, PhysicalRange(previous, previous), node: node))
                }
            }
        }
        profile.zones = zones
    }

    /// Without figures of zones: RAM that the flags do not tell of is none, and RAM that only they tell of is added.
    mutating func fitFlags(_ extents: inout [Extent]) throws(TraceError) {
        guard let flags = state.flags else { return }
        let known = FrameRuns([0..<flags.count]).subtracting(flags.absent)
        let live = flags.free.union(FrameRuns(flags.used.map { UInt64($0.frame.rawValue)..<UInt64($0.frame.rawValue + $0.count) }))
        for index in extents.indices {
            let own = extents[index].ram.intersection(known).union(live.intersection(extents[index].span))
            extents[index].ram = own
        }
        let covered = extents.reduce(FrameRuns()) { $0.union(FrameRuns([$1.span])) }
        if let outside = live.subtracting(covered).ranges.first {
            throw error(
                "frame \(outside.lowerBound) is memory that lies in no zone of \(profile.name)",
                expected: "a machine (--machine) with these zones")
        }
        extents.removeAll { $0.ram.isEmpty }
    }

    /// Which frames of a zone the page allocator never had.
    func reserved(_ extent: Extent) throws(TraceError) -> FrameRuns {
        let candidates = extent.ram.subtracting(extent.named)
        guard let managed = extent.managed else {
            let own = state.flags?.reserved ?? FrameRuns(bytes: profile.reserved)
            return own.intersection(candidates)
        }
        let count = extent.ram.count - managed
        guard candidates.count >= count else {
            throw error(
                "zone \(extent.title) has \(extent.named.count) free frames and manages \(managed)",
                expected: "no more free frames than managed ones")
        }
        var chosen = FrameRuns()
        for preferred in likelyReserved {
            let more = preferred.intersection(candidates).subtracting(chosen)
            chosen = chosen.union(more.prefix(count - chosen.count))
        }
        return chosen.union(candidates.subtracting(chosen).fromLongest(count - chosen.count))
    }

    /// Frames that are reserved rather than others, the surest first. x86 keeps the first MiB (arch/x86/kernel/setup.c of 6.1).
    var likelyReserved: [FrameRuns] {
        var sets: [FrameRuns] = []
        if let flags = state.flags { sets.append(flags.reserved) }
        if profile.architecture.kind.isX86 { sets.append(FrameRuns([0..<256])) }
        if let image = state.kernelImage { sets.append(image) }
        sets.append(FrameRuns(profile.reserved.map { ($0.start >> pageShift)..<(($0.end + pageSize - 1) >> pageShift) }))
        return sets
    }

    func figures(_ extent: Extent) -> InitialPageState.ZoneFigures {
        let facts = self.facts(of: extent)!
        let figures = facts.figures!
        let perCPU = facts.perCPU?.first
        var result = InitialPageState.ZoneFigures(
            kind: extent.kind, start: FrameNumber(UInt32(figures.start)), spanned: figures.spanned, present: figures.present,
            managed: figures.managed, min: figures.min, low: figures.low, high: figures.high,
            highAtomic: figures.highAtomic ?? 0, protection: figures.protection,
            // zone_highsize of 6.1 where nothing is told.
            perCPUHigh: perCPU?.high ?? UInt32(clamping: figures.low / UInt64(max(profile.cpus, 1))), perCPUBatch: perCPU?.batch ?? 63)
        (result.node, result.countThreshold, result.hasDriftMark) = (extent.node, facts.countThreshold, facts.hasDriftMark)
        return result
    }
}
