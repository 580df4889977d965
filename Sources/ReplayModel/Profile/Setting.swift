/// One setting of a machine profile: how it is called on the command line (`--set key=value`), in a profile file and in
/// a trace's `sysctl` events, and how it is read and written.
public struct Setting: Sendable {
    public var key: String
    /// Unit, range and source.
    public var doc: String
    /// What a value looks like, for error messages.
    public var expected: String
    /// A run stores it only where it is not `auto`.
    var isSparse = false
    public var get: @Sendable (MachineProfile) -> String
    /// Returns false when the value is not of the expected form or out of range.
    var assign: @Sendable (inout MachineProfile, String) -> Bool

    /// Whether the setting may change while the machine runs; all others are fixed at boot.
    public var isChangeable: Bool {
        [
            "vm.overcommit_", "vm.admin_", "vm.user_", "vm.max_map_count", "vm.transparent_hugepage", "vm.panic_on_oom", "vm.oom_", "oom.",
            "android.", "vm.min_free_kbytes", "vm.watermark_scale_factor", "vm.lowmem_reserve_ratio", "vm.percpu_pagelist_",
        ]
        .contains { key.hasPrefix($0) }
    }

    /// Whether the page allocator's watermarks, reserves and per-CPU limits follow from it.
    public var setsPageLimits: Bool {
        ["vm.min_free_kbytes", "vm.watermark_scale_factor", "vm.lowmem_reserve_ratio", "vm.percpu_pagelist_"].contains { key.hasPrefix($0) }
    }

    /// Sysctls that every kernel takes and that change nothing in the model: what they are about it leaves out.
    public static let withoutEffect = [
        "vm.swappiness", "vm.drop_caches", "vm.compact_memory", "vm.vfs_cache_pressure", "vm.dirty_ratio", "vm.dirty_background_ratio",
        "vm.dirty_writeback_centisecs", "vm.dirty_expire_centisecs", "vm.zone_reclaim_mode", "vm.page-cluster", "vm.laptop_mode",
        "vm.extfrag_threshold", "vm.compaction_proactiveness", "vm.stat_interval", "vm.oom_dump_tasks",
    ]

    /// Writes the setting. Throws when the value is not what the setting takes.
    public func set(_ value: String, in profile: inout MachineProfile) throws(SettingError) {
        guard assign(&profile, value) else {
            throw SettingError(key: key, problem: "cannot be \"\(value)\"", expected: expected)
        }
    }

    /// The setting called `key`, by our name or the C library's. Throws for an unknown key, naming the nearest.
    public static func named(_ key: String) throws(SettingError) -> Setting {
        let name = ownName(key)
        if let setting = all.first(where: { $0.key == name }) { return setting }
        let near = all.map(\.key).min { distance($0, name) < distance($1, name) } ?? ""
        throw SettingError(key: key, problem: "no such setting", expected: "for example \(near)")
    }

    /// Our name of a setting of malloc: tunables (`glibc.malloc.arena_max`), environment variables (`MALLOC_ARENA_MAX`, `MALLOC_TOP_PAD_`) and
    /// mallopt's parameters (`M_TOP_PAD`) of glibc's manual all mean `malloc.arena_max` and so on.
    private static func ownName(_ key: String) -> String {
        if key == "vm.percpu_pagelist_fraction" { return "vm.percpu_pagelist_high_fraction" }
        for prefix in ["glibc.malloc.", "MALLOC_", "M_"] where key.hasPrefix(prefix) {
            var rest = key.dropFirst(prefix.count)
            if rest.hasSuffix("_") { rest.removeLast() }
            return "malloc." + rest.lowercased()
        }
        return key
    }

    /// Edit distance, to name the nearest key.
    private static func distance(_ a: String, _ b: String) -> Int {
        let (left, right) = (Array(a.utf8), Array(b.utf8))
        var row = Array(0...right.count)
        for (i, x) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}

// How the typed settings are made. A value is written the way /proc/sys prints it.
extension Setting {
    /// One of the cases of an enum, by the words in their order.
    static func choice<T: CodedValue>(
        _ key: String, _ path: WritableKeyPath<MachineProfile, T> & Sendable, _ words: [String], _ doc: String
    ) -> Setting {
        Setting(
            key: key, doc: doc, expected: words.dropLast().joined(separator: ", ") + " or \(words.last!)",
            get: { words[Int($0[keyPath: path].rawValue)] },
            assign: { profile, text in
                guard let place = words.firstIndex(of: text), let value = T(rawValue: UInt8(place)) else { return false }
                profile[keyPath: path] = value
                return true
            })
    }

    static func integer<T: FixedWidthInteger & Sendable>(
        _ key: String, _ path: WritableKeyPath<MachineProfile, T> & Sendable, _ range: ClosedRange<T>, _ doc: String
    ) -> Setting {
        Setting(
            key: key, doc: doc, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            get: { "\($0[keyPath: path])" },
            assign: { profile, text in
                guard let value = T(text), range.contains(value) else { return false }
                profile[keyPath: path] = value
                return true
            })
    }

    static func bytes(_ key: String, _ path: WritableKeyPath<MachineProfile, UInt64> & Sendable, _ doc: String) -> Setting {
        Setting(
            key: key, doc: doc, expected: "a size in bytes such as 131072 or 128KiB, or -1 for the largest",
            get: { $0[keyPath: path] == .max ? "-1" : "\($0[keyPath: path])" },
            assign: { profile, text in
                guard let value = text == "-1" ? UInt64.max : Quantity.bytes(text) else { return false }
                profile[keyPath: path] = value
                return true
            })
    }

    static func flag(_ key: String, _ path: WritableKeyPath<MachineProfile, Bool> & Sendable, _ doc: String) -> Setting {
        Setting(
            key: key, doc: doc, expected: "0 or 1", get: { $0[keyPath: path] ? "1" : "0" },
            assign: { profile, text in
                switch text {
                case "0", "no", "off", "false": profile[keyPath: path] = false
                case "1", "yes", "on", "true": profile[keyPath: path] = true
                default: return false
                }
                return true
            })
    }

    /// A setting that the kernel computes itself while it is `auto`.
    static func automatic(
        _ key: String, _ path: WritableKeyPath<MachineProfile, UInt64?> & Sendable, _ range: ClosedRange<UInt64>, _ doc: String,
        isSparse: Bool = false
    ) -> Setting {
        let limits = range.upperBound == .max ? "" : " from \(range.lowerBound) to \(range.upperBound)"
        return Setting(
            key: key, doc: doc, expected: "a whole number\(limits), or auto", isSparse: isSparse,
            get: { $0[keyPath: path].map { "\($0)" } ?? "auto" },
            assign: { profile, text in
                if text == "auto" {
                    profile[keyPath: path] = nil
                    return true
                }
                guard let value = Quantity.bytes(text), range.contains(value) else { return false }
                profile[keyPath: path] = value
                return true
            })
    }
}

/// Numbers with units.
public enum Quantity {
    /// `128`, `0x80`, `4K`, `4KiB`, `4kB`, `2M`, `1GiB`: bytes, powers of 1024 as the kernel's memparse has them. Nil when
    /// it is none of these or does not fit.
    public static func bytes(_ text: String) -> UInt64? {
        let digits = text.prefix { $0.isHexDigit || $0 == "x" }
        var (number, unit) = (digits, text.dropFirst(digits.count))
        if !digits.hasPrefix("0x") {
            number = text.prefix { $0.isASCII && $0.isNumber }
            unit = text.dropFirst(number.count)
        }
        guard let value = number.hasPrefix("0x") ? UInt64(number.dropFirst(2), radix: 16) : UInt64(number),
            let shift = shifts[String(unit)]
        else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 1 << shift)
        return overflow ? nil : product
    }

    private static let shifts: [String: UInt64] = [
        "": 0, "B": 0, "K": 10, "k": 10, "KiB": 10, "kB": 10, "M": 20, "MiB": 20, "MB": 20, "G": 30, "GiB": 30, "GB": 30,
        "T": 40, "TiB": 40, "TB": 40,
    ]
}
