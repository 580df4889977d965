import ReplayModel
import TraceFormat

/// Page blocks kept for high-order requests that cannot sleep (MIGRATE_HIGHATOMIC; from 4.4).
extension PhysicalMemory {
    /// Reserves the page block of a block that such a request got, up to 1 % of the zone (reserve_highatomic_pageblock).
    mutating func reserveHighAtomic(_ frame: UInt32, zone: ZoneIndex, log: inout TransitionLog) {
        let size = UInt64(1) << UInt64(pageblockOrder)
        let percent = zones[zone].managed / 100
        guard percent >= size, zones[zone].reservedHighAtomic < (percent + size - 1) & ~(size - 1),
            pageblockType(of: frame, zone: zone) < perCPUTypes
        else { return }
        zones[zone].reservedHighAtomic += size
        setPageblockType(Migratetype.highAtomic.rawValue, of: frame, order: 0, zone: zone, log: &log)
        _ = moveBlocks(around: frame, zone: zone, to: Migratetype.highAtomic.rawValue, log: &log)
        markDirty(zone)
    }

    /// Gives one reserved page block back to ordinary use, of the request's migrate type: what reclaim does before it gives
    /// up (unreserve_highatomic_pageblock). Keeps one block a zone unless `force`. Returns whether one was given back.
    public mutating func unreserveHighAtomic(for request: PageRequest, force: Bool, log: inout TransitionLog) -> Bool {
        let size = UInt64(1) << UInt64(pageblockOrder)
        let reserve = Migratetype.highAtomic.rawValue
        let type = migratetype(of: request.gfp)
        for zone in zonelist(for: request) {
            guard force || zones[zone].reservedHighAtomic > size else { continue }
            for order in 0...maxOrder {
                let frame = list(zone, order, reserve).pointee.head
                guard frame != noFrame else { continue }
                if pageblockType(of: frame, zone: zone) == reserve {
                    zones[zone].reservedHighAtomic -= min(size, zones[zone].reservedHighAtomic)
                }
                setPageblockType(type, of: frame, order: 0, zone: zone, log: &log)
                markDirty(zone)
                if moveBlocks(around: frame, zone: zone, to: type, log: &log).free > 0 { return true }
            }
        }
        return false
    }
}
