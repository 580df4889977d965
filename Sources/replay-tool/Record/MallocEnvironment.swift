/// The settings of malloc that an environment makes (`GLIBC_TUNABLES` and the older `MALLOC_…_`), as settings of a profile.
///
/// glibc 2.36, as `ld.so --list-tunables` shows it: the last mention in GLIBC_TUNABLES that is in range wins, then the variable; what is
/// out of range is as if it were not there (elf/dl-tunables.c, elf/dl-tunables.list). ptmalloc_init (malloc/malloc.c) refuses more, and
/// turns the dynamic mmap threshold off when one of trim_threshold, top_pad, mmap_threshold and mmap_max is set, to whatever value.
/// Programs that are privileged (AT_SECURE) are not told apart: the loader ignores LD_PRELOAD for them too.
struct MallocEnvironment {
    private(set) var settings: [(key: String, value: String)] = []

    /// A tunable, the variable that stands for it, what the loader takes, and what malloc then takes of that.
    private struct Tunable {
        var name: String
        var variable: String?
        var range: ClosedRange<UInt64> = 0...(.max)
        var accepted: ClosedRange<UInt64> = 0...(.max)
        /// Setting it ends the dynamic mmap threshold.
        var isFixing = false
    }

    private static let tunables = [
        Tunable(name: "trim_threshold", variable: "MALLOC_TRIM_THRESHOLD_", isFixing: true),
        Tunable(name: "top_pad", variable: "MALLOC_TOP_PAD_", isFixing: true),
        Tunable(name: "mmap_threshold", variable: "MALLOC_MMAP_THRESHOLD_", isFixing: true),
        Tunable(name: "mmap_max", variable: "MALLOC_MMAP_MAX_", range: 0...0x7FFF_FFFF, isFixing: true),
        // MAX_FAST_SIZE, MAX_TCACHE_COUNT and MAX_TCACHE_SIZE of x86_64.
        Tunable(name: "mxfast", accepted: 0...160),
        Tunable(name: "arena_max", variable: "MALLOC_ARENA_MAX", range: 1...(.max), accepted: 1...UInt64(UInt32.max)),
        Tunable(name: "arena_test", variable: "MALLOC_ARENA_TEST", range: 1...(.max), accepted: 1...UInt64(UInt32.max)),
        Tunable(name: "perturb", variable: "MALLOC_PERTURB_", range: 0...255),
        Tunable(name: "tcache_count", accepted: 0...65535),
        Tunable(name: "tcache_max", accepted: 0...1032),
        Tunable(name: "tcache_unsorted_limit"),
        // Huge pages of hugetlbfs (2 and more) are not modelled.
        Tunable(name: "hugetlb", accepted: 0...1),
    ]

    init(_ environment: [String: String]) {
        let mentions = (environment["GLIBC_TUNABLES"] ?? "").split(separator: ":").map {
            $0.split(separator: "=", omittingEmptySubsequences: false)
        }
        var isFixed = false
        for tunable in Self.tunables {
            let texts = mentions.filter { $0.count > 1 && $0[0] == "glibc.malloc.\(tunable.name)" }.reversed().map { String($0[1]) }
            let all = texts + [tunable.variable.flatMap { environment[$0] }].compactMap { $0 }
            guard let value = all.map(Self.number).first(where: tunable.range.contains) else { continue }
            if tunable.isFixing { isFixed = true }
            if tunable.accepted.contains(value) { settings.append(("malloc.\(tunable.name)", "\(value)")) }
        }
        if isFixed { settings.append(("malloc.dynamic_mmap_threshold", "0")) }
    }

    /// A number as the loader reads it (_dl_strtoul, elf/dl-misc.c): blanks, a sign, octal behind 0, hexadecimal behind 0x; what
    /// follows the digits is not looked at, and without any it is 0. Too large is the largest, and a minus wraps around.
    private static func number(_ text: String) -> UInt64 {
        var rest = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var base: UInt64 = 10
        if rest.first == UInt8(ascii: "0") {
            let isHexadecimal = rest.dropFirst().first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
            base = isHexadecimal ? 16 : 8
            if isHexadecimal { rest = rest.dropFirst(2) }
        }
        var value: UInt64 = 0
        for byte in rest {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, digit < base else { break }
            let (product, overflows) = value.multipliedReportingOverflow(by: base)
            let (sum, overflowsToo) = product.addingReportingOverflow(UInt64(digit))
            if overflows || overflowsToo { return .max }
            value = sum
        }
        return isNegative ? 0 &- value : value
    }
}
