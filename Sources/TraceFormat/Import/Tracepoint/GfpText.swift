/// Reads GFP flags as the kernel prints them: names joined with `|`, `none`, hexadecimal numbers for bits without a name.
///
/// Each different text is parsed once.
struct GfpText: Sendable {
    private var known = ByteInterner()

    /// The flags, and whether every name was known.
    mutating func parse(_ bytes: UnsafeRawBufferPointer) -> (flags: UInt32, isWhole: Bool) {
        if let value = known.find(bytes) { return (value, true) }
        var flags: UInt32 = 0
        var isWhole = true
        for word in bytes.text.split(separator: "|", omittingEmptySubsequences: false) {
            if let value = Self.names[String(word)] ?? Self.number(word) { flags |= value.rawValue } else { isWhole = false }
        }
        if isWhole { known.add(bytes, value: flags) }
        return (flags, isWhole)
    }

    private static func number(_ word: Substring) -> GfpFlags? {
        guard word.hasPrefix("0x"), let value = UInt32(word.dropFirst(2), radix: 16) else { return nil }
        return GfpFlags(rawValue: value)
    }

    /// The kernel's names (include/trace/events/mmflags.h of 6.1 and 6.18, gfpflags.h of 3.10).
    private static let names: [String: GfpFlags] = [
        "none": [],
        "GFP_KERNEL": .kernel, "GFP_KERNEL_ACCOUNT": .kernelAccount, "GFP_ATOMIC": .atomic, "GFP_USER": .user,
        "GFP_HIGHUSER": .highUser, "GFP_HIGHUSER_MOVABLE": .highUserMovable,
        "GFP_TRANSHUGE_LIGHT": [.highUserMovable, .compound, .noMemalloc, .noWarn],
        "GFP_TRANSHUGE": [.highUserMovable, .compound, .noMemalloc, .noWarn, .directReclaim],
        "GFP_NOFS": [.reclaim, .io], "GFP_NOIO": .reclaim, "GFP_NOWAIT": .kswapdReclaim, "GFP_TEMPORARY": [.kernel, .reclaimable],
        "GFP_DMA": .dma, "__GFP_DMA": .dma, "GFP_DMA32": .dma32, "__GFP_DMA32": .dma32,
        "__GFP_HIGHMEM": .highmem, "__GFP_MOVABLE": .movable, "GFP_MOVABLE": .movable,
        "__GFP_RECLAIMABLE": .reclaimable, "GFP_RECLAIMABLE": .reclaimable,
        "__GFP_HIGH": .high, "GFP_HIGH": .high, "__GFP_IO": .io, "GFP_IO": .io, "__GFP_FS": .fs, "GFP_FS": .fs,
        "__GFP_ZERO": .zero, "GFP_ZERO": .zero, "__GFP_ATOMIC": .atomicContext,
        "__GFP_RECLAIM": .reclaim, "__GFP_DIRECT_RECLAIM": .directReclaim, "__GFP_KSWAPD_RECLAIM": .kswapdReclaim,
        "__GFP_WAIT": .reclaim, "GFP_WAIT": .reclaim, "GFP_NO_KSWAPD": [], "GFP_OTHER_NODE": [], "__GFP_OTHER_NODE": [],
        "__GFP_WRITE": .write, "__GFP_NOWARN": .noWarn, "GFP_NOWARN": .noWarn,
        "__GFP_RETRY_MAYFAIL": .retryMayFail, "__GFP_REPEAT": .retryMayFail, "GFP_REPEAT": .retryMayFail,
        "__GFP_NOFAIL": .noFail, "GFP_NOFAIL": .noFail, "__GFP_NORETRY": .noRetry, "GFP_NORETRY": .noRetry,
        "__GFP_MEMALLOC": .memalloc, "GFP_MEMALLOC": .memalloc, "__GFP_COMP": .compound, "GFP_COMP": .compound,
        "__GFP_NOMEMALLOC": .noMemalloc, "GFP_NOMEMALLOC": .noMemalloc, "__GFP_HARDWALL": .hardwall, "GFP_HARDWALL": .hardwall,
        "__GFP_THISNODE": .thisNode, "GFP_THISNODE": .thisNode, "__GFP_ACCOUNT": .account,
        "__GFP_COLD": [], "GFP_COLD": [], "__GFP_NOTRACK": [], "GFP_NOTRACK": [], "__GFP_ZEROTAGS": .zeroTags,
        "__GFP_SKIP_ZERO": .skipKasanZero, "__GFP_SKIP_KASAN": .skipKasanPoison, "__GFP_SKIP_KASAN_UNPOISON": .skipKasanUnpoison,
        "__GFP_SKIP_KASAN_POISON": .skipKasanPoison, "__GFP_NOLOCKDEP": [], "__GFP_NO_OBJ_EXT": [],
    ]
}
