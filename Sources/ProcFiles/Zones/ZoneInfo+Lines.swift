import Pages

extension ZoneInfo {
    /// Which lines a kernel prints (vmstat_text and zoneinfo_show_print, mm/vmstat.c): those that Debian's 6.1 and a 6.18 do.
    package struct Form: Sendable {
        /// 6.18 rather than 6.1.
        package var isNew: Bool
        /// CONFIG_NUMA: distributions have it on 64 bit.
        package var isNUMA: Bool
        /// There is a zone HighMem.
        package var isHigh: Bool

        package init(isNew: Bool, isNUMA: Bool, isHigh: Bool) {
            self.isNew = isNew
            self.isNUMA = isNUMA
            self.isHigh = isHigh
        }
    }
}

extension ZoneInfo.Form {
    /// The lines of a node; what is not known is 0.
    package func nodeStatistics(_ known: [String: UInt64]) -> [ZoneInfo.Statistic] {
        var names = Self.nodeNames.filter { isNew ? $0 != "nr_writeback_temp" : true }
        if isNew {
            names.removeAll { ["nr_swapcached", "pgpromote_success", "pgpromote_candidate"].contains($0) }
            names += Self.newNodeNames
        } else if !isNUMA {
            names.removeAll { $0.hasPrefix("pgpromote") }
        }
        return names.map { .init($0, known[$0] ?? 0) }
    }

    /// The lines of a zone with pages; what is not known is 0.
    package func statistics(_ known: [String: UInt64]) -> [ZoneInfo.Statistic] {
        let lists = ["inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable", "write_pending"]
        let names =
            ["nr_free_pages"] + (isNew ? ["nr_free_pages_blocks"] : []) + lists.map { "nr_zone_\($0)" } + ["nr_mlock"]
            + (isNew ? [] : ["nr_bounce"]) + ["nr_zspages", "nr_free_cma"]
            + (isNUMA ? ["numa_hit", "numa_miss", "numa_foreign", "numa_interleave", "numa_local", "numa_other"] : [])
        return names.map { .init($0, known[$0] ?? 0) }
    }

    /// The lines below a zone's heading, in pages.
    ///
    /// `promo` lies as far above `high` as `high` above `low` (__setup_per_zone_wmarks, 6.18).
    package func pages(
        free: UInt64, boost: UInt64 = 0, marks: (min: UInt64, low: UInt64, high: UInt64), spanned: UInt64, present: UInt64, managed: UInt64
    ) -> [ZoneInfo.Statistic] {
        var lines: [ZoneInfo.Statistic] = [
            .init("free", free), .init("boost", boost), .init("min", marks.min), .init("low", marks.low), .init("high", marks.high),
        ]
        if isNew { lines.append(.init("promo", marks.high + marks.high - marks.low)) }
        return lines + [.init("spanned", spanned), .init("present", present), .init("managed", managed), .init("cma", 0)]
    }

    /// Zones that a kernel lists without having them. Movable has marks where highmem counts as movable, from 6.4 on always.
    package func emptyZones(besides names: [String], protections: Int) -> [ZoneInfo.Zone] {
        ["Movable", "Device"].filter { !names.contains($0) && ($0 == "Movable" || isNUMA) }.map { name in
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
