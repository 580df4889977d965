import ReplayModel
import TraceFormat

/// Watermarks that are raised when migrate types mix, so that kswapd makes room (watermark_boost, from 5.0).
///
/// kswapd takes the boost back at the end of its next round, whatever it reclaimed; in the model that is before the next request, so such a
/// boost is never seen. Once sixteen rounds reclaimed nothing nobody wakes kswapd any more (MAX_RECLAIM_RETRIES), and a boost stays.
extension PhysicalMemory {
    /// vm.watermark_boost_factor, in 1/10000 of the high watermark.
    private static let boostFactor: UInt64 = 15_000

    /// A page block's worth more, up to 1.5 times the high watermark; small zones are left alone (boost_watermark, mm/page_alloc.c).
    mutating func boostWatermarks(_ zone: ZoneIndex) {
        let block = UInt64(1) << UInt64(pageblockOrder)
        guard rules.boostsWatermarks, kswapdIsHopeless, block * 4 <= zones[zone].managed, zones[zone].high > 0 else { return }
        let most = max(block, zones[zone].high * Self.boostFactor / 10_000)
        zones[zone].boost = min(zones[zone].boost + block, most)
        markDirty(zone)
    }

    /// As a row of `zone_free` tells it.
    public mutating func setBoost(_ pages: UInt64, zone: ZoneIndex) { zones[zone].boost = pages }

    /// No zone was above its low watermark: kswapd is woken, finds the node unbalanced, and where there is no page cache it reclaims nothing
    /// until it gives up. A request of several pages does not drive it that far: it looks for single pages after the first round.
    mutating func wakeKswapd(for request: PageRequest) {
        guard rules.boostsWatermarks, request.order == 0, request.gfp.contains(.kswapdReclaim) else { return }
        if pages(of: .file) == 0, pageCacheBefore == 0 { kswapdIsHopeless = true }
    }
}
