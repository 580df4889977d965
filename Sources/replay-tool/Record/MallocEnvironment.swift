/// The settings of malloc that an environment makes (`GLIBC_TUNABLES` and the older `MALLOC_…_`), as settings of a profile.
///
/// glibc 2.36: malloc/malloc.c (ptmalloc_init), elf/dl-tunables.list. Setting one of trim_threshold, top_pad, mmap_threshold and
/// mmap_max ends the dynamic mmap threshold.
struct MallocEnvironment {
    private(set) var settings: [(key: String, value: String)] = []

    private static let names: [(tunable: String, variable: String?)] = [
        ("trim_threshold", "MALLOC_TRIM_THRESHOLD_"), ("top_pad", "MALLOC_TOP_PAD_"), ("mmap_threshold", "MALLOC_MMAP_THRESHOLD_"),
        ("mmap_max", "MALLOC_MMAP_MAX_"), ("mxfast", nil), ("arena_max", "MALLOC_ARENA_MAX"), ("arena_test", "MALLOC_ARENA_TEST"),
        ("perturb", "MALLOC_PERTURB_"), ("tcache_count", nil), ("tcache_max", nil),
    ]

    init(_ environment: [String: String]) {
        var tunables: [Substring: Substring] = [:]
        for pair in (environment["GLIBC_TUNABLES"] ?? "").split(separator: ":") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { tunables[parts[0]] = parts[1] }
        }
        for name in Self.names {
            let text = tunables["glibc.malloc.\(name.tunable)"].map(String.init) ?? name.variable.flatMap { environment[$0] }
            guard let text, let value = Self.number(text) else { continue }
            settings.append(("malloc.\(name.tunable)", "\(value)"))
        }
        let fixing = ["malloc.trim_threshold", "malloc.top_pad", "malloc.mmap_threshold", "malloc.mmap_max"]
        if settings.contains(where: { fixing.contains($0.key) }) { settings.append(("malloc.dynamic_mmap_threshold", "0")) }
    }

    private static func number(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
}
