extension Run {
    /// /proc/zoneinfo after a moment, as far as a run knows it: free pages, watermarks, sizes, protection, the start, and the
    /// pages on per-CPU lists of all processors together.
    public func zoneInfo(at moment: Moment) throws -> ZoneInfo {
        ZoneInfo(
            zones: try zoneStates(at: moment).map { state in
                let zone = state.zone
                let pages = [
                    ZoneInfo.Statistic("free", state.free), .init("min", zone.min), .init("low", zone.low),
                    .init("high", zone.high), .init("spanned", zone.spanned), .init("present", zone.present),
                    .init("managed", zone.managed),
                ]
                var info = ZoneInfo.Zone(name: zone.name, pages: pages, protection: zone.protection)
                if zone.managed > 0 {
                    info.statistics = [.init("nr_free_pages", state.free), .init("nr_free_pcp", state.perCPU)]
                    info.start = zone.start
                }
                return info
            })
    }
}
