import ReplayModel
import TraceFormat

// Limits that a sysctl sets while the machine runs.
extension PhysicalMemory {
    /// Computes watermarks, reserves and per-CPU limits anew at once, and stores them (setup_per_zone_wmarks,
    /// setup_per_zone_lowmem_reserve, zone_set_pageset_high_and_batch, mm/page_alloc.c of Linux 6.1). All memory counts now, also what was
    /// freed after boot had computed them. A watermark that is raised for now stays so.
    package mutating func change(_ settings: PageAllocatorSettings, log: inout TransitionLog) {
        self.settings = settings
        for zone in zoneIndices { zones[zone].managedEarly = zones[zone].managed }
        computeLimits()
        for zone in zoneIndices where zones[zone].managed > 0 {
            let figures = zones[zone]
            log.append(
                ZoneLimitRow(
                    zone: zone, min: figures.min, low: figures.low, high: figures.high, protection: figures.protection,
                    perCPUHigh: figures.perCPUHigh, perCPUBatch: figures.batch))
            markDirty(zone)
        }
    }

    /// Takes the limits of a row.
    public mutating func apply(_ row: ZoneLimitRow) {
        let zone = row.zone
        guard zoneIndices.contains(zone) else { return }
        (zones[zone].min, zones[zone].low, zones[zone].high) = (row.min, row.low, row.high)
        zones[zone].protection = row.protection
        (zones[zone].perCPUHigh, zones[zone].batch) = (row.perCPUHigh, row.perCPUBatch)
        for cpu in 0..<cpus {
            perCPU[pcpIndex(zone, cpu)].high = row.perCPUHigh
            perCPU[pcpIndex(zone, cpu)].batch = row.perCPUBatch
        }
    }
}
