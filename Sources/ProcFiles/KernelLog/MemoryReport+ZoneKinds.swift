import Pages
import ReplayModel

extension MemoryReport {
    /// The zones that the kernel has built in, in order, as lowmem_reserve[] counts them; nil stands for one that is not modelled (Device).
    ///
    /// The report names only zones with memory. Which ones lie between follows from the reserves: a zone keeps more from requests that
    /// prefer a zone with memory than from those that prefer the one below it.
    package var zoneKinds: [ZoneKind?] {
        let populated = Set(zones.compactMap { ZoneKind(title: $0.name) })
        let count = zones.map(\.reserves.count).max() ?? 0
        let fitting = Self.builtIn.filter { kinds in
            kinds.count == count && populated.allSatisfy { kinds.contains($0) }
        }
        let best = fitting.min { (isOfOtherWidth($0) ? 1 : 0, contradictions($0)) < (isOfOtherWidth($1) ? 1 : 0, contradictions($1)) }
        return best ?? ZoneKind.allCases.filter { populated.contains($0) }
    }

    /// Zones by configuration (include/linux/mmzone.h): DMA and DMA32 where the architecture needs them, HighMem on 32 bit, Device where
    /// memory of devices may be mapped. Usual ones first.
    private static let builtIn: [[ZoneKind?]] = [
        [.dma, .dma32, .normal, .movable], [.dma, .dma32, .normal, .movable, nil], [.dma, .normal, .highMem, .movable],
        [.normal, .highMem, .movable], [.dma, .normal, .movable], [.normal, .movable], [.dma32, .normal, .movable],
        [.dma32, .normal, .movable, nil], [.dma, .normal, .movable, nil], [.normal, .movable, nil], [.dma, .dma32, .normal],
        [.dma, .normal, .highMem], [.dma, .normal], [.normal, .highMem], [.normal], [.dma],
    ]

    /// HighMem is 32 bit's, DMA32 64 bit's.
    private func isOfOtherWidth(_ kinds: [ZoneKind?]) -> Bool {
        let isNarrow = addressBits.map { $0 == 32 } ?? ((highMemPages ?? 0) > 0 ? true : nil)
        return isNarrow.map { $0 ? kinds.contains(.dma32) : kinds.contains(.highMem) } ?? false
    }

    /// In how many places reserves and zones do not fit.
    private func contradictions(_ kinds: [ZoneKind?]) -> Int {
        zones.reduce(0) { sum, zone in
            guard zone.reserves.contains(where: { $0 > 0 }), let own = kinds.firstIndex(of: ZoneKind(title: zone.name)) else { return sum }
            let places = (own + 1)..<max(min(kinds.count, zone.reserves.count), own + 1)
            return sum
                + places.filter { place in
                    let grows = zone.reserves[place] > zone.reserves[place - 1]
                    return grows
                        != zones.contains { $0.node == zone.node && ZoneKind(title: $0.name) == kinds[place] && kinds[place] != nil }
                }.count
        }
    }

    /// A zone's reserves by `ZoneKind`. A kind that the kernel does not have keeps as much as the one below it.
    package func protection(_ zone: Zone) -> [UInt64] {
        let kinds = zoneKinds
        var result = [UInt64](repeating: 0, count: ZoneKind.allCases.count)
        var last: UInt64 = 0
        for kind in ZoneKind.allCases {
            if let index = kinds.firstIndex(of: kind), index < zone.reserves.count { last = zone.reserves[index] }
            result[Int(kind.rawValue)] = last
        }
        return result
    }
}
