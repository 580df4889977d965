import Replay

/// The lines of /proc/zoneinfo and what the model can say of them (vmstat_text and zoneinfo_show_print, mm/vmstat.c).
///
/// Counted: nr_slab_reclaimable, nr_slab_unreclaimable, nr_anon_pages, nr_file_pages, nr_page_table_pages, nr_free_pages, nr_mlock (all
/// of it in the highest zone), and numa_hit and numa_local, which count requests since the run began. All others are 0. The lists are
/// those that Debian's 6.1 and a 6.18 print; older kernels are shown as 6.1.
struct ZoneStatistics {
    /// 6.18 rather than 6.1.
    var isNew: Bool
    /// CONFIG_NUMA: distributions have it on 64 bit.
    var isNUMA: Bool
    /// There is a zone HighMem.
    var isHigh: Bool

    func pages(_ zone: ZoneReport) -> [ZoneInfo.Statistic] {
        pages(
            free: zone.free, marks: (zone.min, zone.low, zone.high), spanned: zone.spanned, present: zone.present, managed: zone.managed)
    }

    /// `promo` lies as far above `high` as `high` above `low` (__setup_per_zone_wmarks, 6.18).
    private func pages(
        free: UInt64, marks: (min: UInt64, low: UInt64, high: UInt64), spanned: UInt64, present: UInt64, managed: UInt64
    ) -> [ZoneInfo.Statistic] {
        var lines: [ZoneInfo.Statistic] = [
            .init("free", free), .init("boost", 0), .init("min", marks.min), .init("low", marks.low), .init("high", marks.high),
        ]
        if isNew { lines.append(.init("promo", marks.high + marks.high - marks.low)) }
        return lines + [.init("spanned", spanned), .init("present", present), .init("managed", managed), .init("cma", 0)]
    }

    func node(_ totals: MemoryStateRow) -> [ZoneInfo.Statistic] {
        let known = [
            "nr_slab_reclaimable": totals.slabReclaimable, "nr_slab_unreclaimable": totals.slabUnreclaimable,
            "nr_anon_pages": totals.anonymous, "nr_file_pages": totals.file, "nr_page_table_pages": totals.pageTables,
        ]
        var names = Self.nodeNames.filter { isNew ? $0 != "nr_writeback_temp" : true }
        if isNew {
            names.removeAll { ["nr_swapcached", "pgpromote_success", "pgpromote_candidate"].contains($0) }
            names += Self.newNodeNames
        } else if !isNUMA {
            names.removeAll { $0.hasPrefix("pgpromote") }
        }
        return names.map { .init($0, known[$0] ?? 0) }
    }

    func zone(_ zone: ZoneReport, requests: UInt64, locked: UInt64, hugeFree: UInt64) -> [ZoneInfo.Statistic] {
        var lines: [ZoneInfo.Statistic] = [.init("nr_free_pages", zone.free)]
        if isNew { lines.append(.init("nr_free_pages_blocks", hugeFree)) }
        lines += ["inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable", "write_pending"].map {
            .init("nr_zone_\($0)", 0)
        }
        lines.append(.init("nr_mlock", locked))
        if !isNew { lines.append(.init("nr_bounce", 0)) }
        lines += [.init("nr_zspages", 0), .init("nr_free_cma", 0)]
        guard isNUMA else { return lines }
        return lines + [
            .init("numa_hit", requests), .init("numa_miss", 0), .init("numa_foreign", 0), .init("numa_interleave", 0),
            .init("numa_local", requests), .init("numa_other", 0),
        ]
    }

    /// From 6.7 on the kernel moves `high` between the bounds, the upper an eighth of the zone over its CPUs (zone_highsize); the model
    /// stays at the lower.
    func pageSet(_ set: PerCPUReport, cpu: Int, zone: ZoneReport) -> ZoneInfo.PageSet {
        let most = max(zone.managed / 8 / UInt64(max(zone.perCPU.count, 1)), UInt64(set.batch) << 2, UInt64(set.high))
        return ZoneInfo.PageSet(
            cpu: cpu, count: UInt64(set.count), high: UInt64(set.high), batch: UInt64(set.batch),
            highBounds: isNew ? UInt64(set.high)...most : nil)
    }

    /// Changes of a counter that a CPU keeps to itself (calculate_normal_threshold): 2 × fls(CPUs) × (1 + fls(memory in 128 MiB)), at most 125.
    static func threshold(managed: UInt64, cpus: Int) -> UInt64 {
        let memory = managed >> (27 - pageShift)
        func fls(_ value: UInt64) -> UInt64 { UInt64(64 - value.leadingZeroBitCount) }
        return min(125, 2 * fls(UInt64(cpus)) * (1 + fls(memory)))
    }

    /// Zones that a kernel lists without having them. Movable has marks where highmem counts as movable, from 6.4 on always.
    func emptyZones(besides zones: [Run.Zone], protections: Int) -> [ZoneInfo.Zone] {
        ["Movable", "Device"].filter { name in !zones.contains { $0.name == name } && (name == "Movable" || isNUMA) }.map { name in
            let mark: UInt64 = name == "Movable" && (isHigh || isNew) ? 32 : 0
            return ZoneInfo.Zone(
                name: name, pages: pages(free: 0, marks: (mark, mark, mark), spanned: 0, present: 0, managed: 0),
                protection: Array(repeating: 0, count: protections))
        }
    }

    private static let nodeNames = [
        "nr_inactive_anon", "nr_active_anon", "nr_inactive_file", "nr_active_file", "nr_unevictable", "nr_slab_reclaimable",
        "nr_slab_unreclaimable", "nr_isolated_anon", "nr_isolated_file", "workingset_nodes", "workingset_refault_anon",
        "workingset_refault_file", "workingset_activate_anon", "workingset_activate_file", "workingset_restore_anon",
        "workingset_restore_file", "workingset_nodereclaim", "nr_anon_pages", "nr_mapped", "nr_file_pages", "nr_dirty", "nr_writeback",
        "nr_writeback_temp", "nr_shmem", "nr_shmem_hugepages", "nr_shmem_pmdmapped", "nr_file_hugepages", "nr_file_pmdmapped",
        "nr_anon_transparent_hugepages", "nr_vmscan_write", "nr_vmscan_immediate_reclaim", "nr_dirtied", "nr_written",
        "nr_throttled_written", "nr_kernel_misc_reclaimable", "nr_foll_pin_acquired", "nr_foll_pin_released", "nr_kernel_stack",
        "nr_page_table_pages", "nr_sec_page_table_pages", "nr_swapcached", "pgpromote_success", "pgpromote_candidate",
    ]

    private static let newNodeNames = [
        "nr_iommu_pages", "nr_swapcached", "pgpromote_success", "pgpromote_candidate", "pgpromote_candidate_nrl", "pgdemote_kswapd",
        "pgdemote_direct", "pgdemote_khugepaged", "pgdemote_proactive", "nr_hugetlb", "nr_balloon_pages", "nr_kernel_file_pages",
    ]
}
