import ReplayModel

/// Watermarks, reserves and per-CPU limits from managed pages and sysctls. Pure arithmetic, in pages unless said otherwise.
enum ZoneLimits {
    /// vm.min_free_kbytes in KiB as the kernel sets it at boot: the integer root of 16 × lowmem KiB, from 128 to a ceiling
    /// (calculate_min_free_kbytes, mm/page_alloc.c).
    static func minFreeKilobytes(lowmemPages: UInt64, ceiling: UInt64) -> UInt64 {
        let root = squareRoot(lowmemPages * (pageSize >> 10) * 16)
        return min(max(root, 128), ceiling)
    }

    /// A zone's min, low and high watermark (__setup_per_zone_wmarks).
    ///
    /// - Parameters:
    ///   - minPages: vm.min_free_kbytes in pages.
    ///   - lowmem: managed pages of all zones but HighMem and Movable.
    ///   - isHigh: the zone is HighMem or Movable: its min is small, since little needs it.
    ///   - scale: vm.watermark_scale_factor in 1/10000; 0 in kernels that have none.
    static func watermarks(
        managed: UInt64, minPages: UInt64, lowmem: UInt64, isHigh: Bool, scale: UInt64
    ) -> (min: UInt64, low: UInt64, high: UInt64) {
        let share = lowmem == 0 ? 0 : minPages * managed / lowmem
        let minimum = isHigh ? min(max(managed / 1024, 32), 128) : share
        let scaled = managed / 10000 * scale + managed % 10000 * scale / 10000
        let step = max(share >> 2, scaled)
        return (minimum, minimum + step, minimum + 2 * step)
    }

    /// What zone `index` keeps from requests that prefer each higher kind (setup_per_zone_lowmem_reserve).
    static func protection(
        of kind: ZoneKind, managed: InlineArray<5, UInt64>, ratios: [UInt32]
    ) -> InlineArray<5, UInt64> {
        var result = InlineArray<5, UInt64>(repeating: 0)
        let own = Int(kind.rawValue)
        let ratio = own < ratios.count ? UInt64(ratios[own]) : 0
        guard ratio > 0, managed[own] > 0 else { return result }
        var above: UInt64 = 0
        for higher in (own + 1)..<max(own + 1, zoneKindCount) {
            above += managed[higher]
            result[higher] = above / ratio
        }
        return result
    }

    /// Pages that a per-CPU list takes or gives at once (zone_batchsize): about a quarter of 1/1024 of the zone, one less than a power of two;
    /// 0 of a small zone, for which 1 stands in.
    static func batch(managed: UInt64, capPages: UInt64) -> UInt32 {
        let quarter = max(min(managed / 1024, capPages) / 4, 1)
        let wanted = quarter + quarter / 2
        let power = UInt64(1) << UInt64(63 - wanted.leadingZeroBitCount)
        return UInt32(power - 1)
    }

    /// Pages on one CPU's lists at which a free drains them (zone_highsize; before 5.14 six batches, none of a small zone: pageset_set_batch).
    static func perCPUHigh(low: UInt64, batch: UInt32, cpus: UInt16, fromLowWatermark: Bool) -> UInt32 {
        guard fromLowWatermark else { return 6 * batch }
        return max(UInt32(truncatingIfNeeded: low / UInt64(max(cpus, 1))), max(batch, 1) << 2)
    }

    /// The largest integer whose square is at most `value` (int_sqrt).
    static func squareRoot(_ value: UInt64) -> UInt64 {
        guard value > 0 else { return 0 }
        var root: UInt64 = 0
        var bit = UInt64(1) << (UInt64(63 - value.leadingZeroBitCount) & ~1)
        var rest = value
        while bit != 0 {
            if rest >= root + bit {
                rest -= root + bit
                root = root >> 1 + bit
            } else {
                root >>= 1
            }
            bit >>= 2
        }
        return root
    }
}
