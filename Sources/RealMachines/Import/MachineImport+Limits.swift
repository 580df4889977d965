import ProcFiles
import ReplayModel

// What the kernel was told or knew better: limits that are fitted to those of zoneinfo.
extension MachineImport {
    /// Per-CPU limits by the rules of the kernel's own version; those of another where a distribution took them over.
    mutating func fitPerCPULimits() {
        let named = profile.pages.perCPULimits
        for rules in PerCPULimitRules.allCases where agreement.perCPUDifferences > 0 && rules != named {
            var candidate = profile
            candidate.pages.perCPULimits = rules
            let found = LimitAgreement(candidate, zones)
            guard found.perCPUDifferences < agreement.perCPUDifferences else { continue }
            (profile, agreement) = (candidate, found)
        }
        if profile.pages.perCPULimits == PerCPULimitRules(profile.generation) { profile.pages.perCPULimits = nil }
        if let rules = profile.pages.perCPULimits {
            notes.append("pages.per_cpu_limits: high and batch follow the rules of \(rules.title)")
        }
    }

    /// Where no sysctl was given and the watermarks are not the kernel's own: vm.min_free_kbytes is what fits them best.
    ///
    /// Each zone's min is its share, rounded down (__setup_per_zone_wmarks, mm/page_alloc.c): what was shared out is the sum of them, and at most
    /// a page for each zone more. With transparent huge pages khugepaged raises it (set_recommended_min_free_kbytes, mm/khugepaged.c): 11 page
    /// blocks for each zone that has pages.
    mutating func fitMinFree() {
        guard profile.pages.minFreeKilobytes == nil, agreement.hasWrongWatermarks else { return }
        let low = zones.filled.filter { $0.kind < .highMem }
        let sum = low.reduce(0) { $0 + ($1.info["min"] ?? 0) }
        let recommended = UInt64(11 * zones.filled.count) << UInt64(profile.architecture.pageblockOrder)
        let possible = sum...(sum + UInt64(low.count))
        var best = (profile: profile, agreement: agreement)
        for pages in possible.contains(recommended) ? [recommended] : Array(possible) {
            var candidate = profile
            candidate.pages.minFreeKilobytes = pages * (pageSize >> 10)
            let found = LimitAgreement(candidate, zones)
            if found.watermarkDistance < best.agreement.watermarkDistance { best = (candidate, found) }
        }
        (profile, agreement) = best
        guard let found = profile.pages.minFreeKilobytes else { return }
        let isExact = !agreement.hasWrongWatermarks
        notes.append(
            "vm.min_free_kbytes: \(found), which \(isExact ? "leads to" : "comes nearest to") the watermarks of zoneinfo"
                + (isExact ? "; the kernel's own would not" : " (approximate: no sysctl_vm); the kernel's own would be further off")
                + (found == recommended << 2 ? "; it is khugepaged's own limit" : ""))
    }
}

extension PerCPULimitRules {
    /// The rules of the release that /proc/version names; nil: no version.
    init?(_ files: MachineFiles) {
        guard let (major, minor) = (try? KernelVersion(files.lines("version")))?.numbers else { return nil }
        self.init(major, minor)
    }
}
